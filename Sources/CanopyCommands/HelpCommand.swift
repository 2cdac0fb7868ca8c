internal import ArgumentParser
internal import CanopyPlugins
internal import Subprocess
internal import Terminal

/// `canopy help`: the manual page where there is one to show, the help text otherwise.
struct HelpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Show the manual page of a command.",
        discussion: """
            On a terminal the page is opened with man(1), if it is installed; otherwise the text of --help is printed. \
            An external command without a page is asked for its own --help.
            """)

    @Argument(help: ArgumentHelp("The command; without one, the tool itself.", valueName: "command"))
    var command: String?

    func run() async throws {
        guard let command else {
            return try await show("canopy", or: Canopy.helpMessage())
        }
        if let verb = Canopy.configuration.subcommands.first(where: { $0._commandName == command }) {
            return try await show("canopy-\(command)", or: Canopy.helpMessage(for: verb))
        }
        let search = Invocation.current.plugins
        guard let name = PluginName(command), let plugin = search.plugin(named: name) else {
            throw UnknownCommand(command, builtIns: Canopy.builtIns, search: search)
        }
        try await openPage(name.program)
        try Canopy.become(plugin, arguments: ["--help"])
    }

    private func show(_ page: String, or text: String) async throws {
        try await openPage(page)
        try Invocation.current.output.write(text + "\n")
    }

    /// Becomes man(1) with that page, if a person is there to read it and man has it.
    private func openPage(_ page: String) async throws {
        let invocation = Invocation.current
        guard invocation.output.isTerminal else { return }
        // 'man -w' tells where a page is, without opening it.
        let search = try? await Subprocess.run(.name("man"), arguments: ["-w", page], output: .discarded)
        guard search?.terminationStatus.isSuccess == true else { return }
        try Program.become("/usr/bin/env", arguments: ["man", page], variables: invocation.variables)
    }
}
