internal import ArgumentParser
internal import CanopyPlugins
internal import Stores
internal import Subprocess
internal import Terminal

/// `canopy help`, as far as it is more than ArgumentParser's: manual pages, topics, and the help of external commands.
enum HelpPage {
    /// What has a page of its own and is no command.
    static let topics = [
        (name: "json", description: "What --json and --json-lines write: documents, lines, keys."),
        (name: "patterns", description: "Which files 'sync --include' and '--exclude' mean."),
        (name: "plugins", description: "External commands: how canopy finds and calls them."),
        (name: "products", description: "What is published: folders, files, names, and how it is made."),
    ]

    /// Shows what the arguments behind `help` ask for. Comes back where the help text of a built-in command is all there is.
    static func open(_ arguments: [String]) async throws {
        let context = CommandContext.current
        if ["-a", "--all"].contains(arguments.first), arguments.count == 1 {
            try end(with: HelpIndex(context.plugins))
        }
        // For the completion of shells, which this is not a part of the help for.
        if arguments.first == "--names" {
            let names = HelpNames(context.plugins, pluginsOnly: arguments.dropFirst().first == "plugins")
            try context.output.write(names.text)
            throw ExitCode.success
        }
        // Help is for people who are not sure.
        let names = arguments.filter { !$0.hasPrefix("-") }
        guard let command = names.first else { return try await openPage("canopy") }
        if let tool = Canopy.configuration.subcommands.first(where: { $0._commandName == command }) {
            let below = names.dropFirst().first
            guard names.count == 1 || tool.configuration.subcommands.contains(where: { $0._commandName == below })
            else {
                throw ValidationError("help tells of one command at a time, not of \(names.joined(separator: " and "))")
            }
            return try await openPage("canopy-\(command)")
        }
        guard names.count == 1 else {
            throw ValidationError("help tells of one command at a time, not of \(names.joined(separator: " and "))")
        }
        if command == "help" { return }
        if let topic = topics.first(where: { [$0.name, "canopy-\($0.name)"].contains(command) }) {
            try await openPage("canopy-\(topic.name)", section: "7", always: true)
            throw MissingPage(page: "canopy-\(topic.name)(7)")
        }
        guard let name = PluginName(command), let plugin = context.plugins.plugin(named: name) else {
            throw UnknownCommand(command, builtIns: Canopy.builtIns + topics.map(\.name), search: context.plugins)
        }
        try await openPage(name.program)
        try Canopy.become(plugin, arguments: ["--help"])
    }

    private static func end(with list: some Renderable) throws -> Never {
        try CommandContext.current.output.write(text: list)
        throw ExitCode.success
    }

    /// Becomes man(1) with that page, if man has it and a person is there to read it, or there is no other text.
    private static func openPage(_ page: String, section: String? = nil, always: Bool = false) async throws {
        let invocation = CommandContext.current
        guard invocation.output.isTerminal || always else { return }
        let arguments = [section, page].compactMap(\.self)
        // 'man -w' tells where a page is, without opening it.
        let search = try? await Subprocess.run(
            .name("man"), arguments: Arguments(["-w"] + arguments), output: .discarded, error: .discarded)
        guard search?.terminationStatus.isSuccess == true else { return }
        try Program.become("/usr/bin/env", arguments: ["man"] + arguments, variables: invocation.variables.withoutKeys)
    }

    /// A topic whose page is not there.
    private struct MissingPage: Error, CustomStringConvertible {
        let page: String
        var description: String { "the manual page \(page) is not installed, or man(1) is not" }
    }
}

/// What `canopy help -a` shows.
struct HelpIndex: Renderable {
    let commands: CommandList
    let topics: [CommandList.Command]

    init(_ plugins: PluginSearch) {
        commands = CommandList(plugins)
        topics = HelpPage.topics.map { CommandList.Command(name: $0.name, description: $0.description) }
    }

    func text(width: Int?) -> String {
        var table = Table([.text("TOPIC"), .text("WHAT IT TELLS OF; 'canopy help TOPIC' OPENS IT")])
        for topic in topics { table.append([topic.name, topic.description]) }
        return commands.text(width: width) + "\n" + table.text(width: width)
    }
}

/// What shells complete: a name in each line, with a tab before what it is.
struct HelpNames {
    private let names: [CommandList.Command]

    /// - Parameter pluginsOnly: Whether what is built in is known already.
    init(_ plugins: PluginSearch, pluginsOnly: Bool) {
        let all = HelpIndex(plugins)
        names = pluginsOnly ? CommandList.external(plugins) : all.commands.commands + all.topics
    }

    var text: String { names.map { "\($0.name.printable)\t\($0.description.printable)\n" }.joined() }
}
