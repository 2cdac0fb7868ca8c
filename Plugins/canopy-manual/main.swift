internal import ArgumentParser
internal import CanopyCommands
internal import Foundation
internal import Usage

/// Writes what manual pages and README tell of options and variables from the commands themselves.
struct CanopyManual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canopy-manual", abstract: "Write the sections of options and variables in man/ and README.md.")

    @Flag(help: "Write nothing; fail, naming the pages, where one is not as it would be written.")
    var check = false

    func run() throws {
        let root = try JSONDecoder().decode(ToolInfo.self, from: Data(Canopy._dumpHelp().utf8)).command
        var stale: [String] = []
        func write(_ new: String, over old: String, at page: URL) throws {
            if new == old { return }
            stale.append(page.lastPathComponent)
            if !check { try Data(new.utf8).write(to: page) }
        }
        // `help` has no options, and no page.
        for command in [root] + (root.subcommands ?? []) where command.commandName != "help" {
            let isRoot = command.commandName == root.commandName
            let name = isRoot ? "canopy.1" : "canopy-\(command.commandName).1"
            let page = Self.folder.appending(path: name)
            let old = try String(contentsOf: page, encoding: .utf8)
            var new = try replacing(
                OptionSection.markers, of: old, with: Self.options(of: command, isRoot), in: name)
            if command.commandName == "postprocess" {
                new = try replacing(
                    VariableSection.manualMarkers, of: new, with: VariableSection.manual, in: name)
            }
            try write(new, over: old, at: page)
        }
        let page = Self.folder.appending(path: "../README.md").standardized
        let old = try String(contentsOf: page, encoding: .utf8)
        let new = try replacing(VariableSection.readmeMarkers, of: old, with: VariableSection.readme, in: "README.md")
        try write(new, over: old, at: page)
        if stale.isEmpty { return }
        let names = stale.joined(separator: ", ")
        guard check else { return print("written: \(names)") }
        print("out of date: \(names); run 'swift run canopy-manual' and commit what it writes")
        throw ExitCode.failure
    }

    /// The options of a command, or of those below it.
    private static func options(of command: ToolInfo.Command, _ isRoot: Bool) -> String {
        let below = isRoot ? [] : (command.subcommands ?? []).filter { $0.commandName != "help" }
        let commands = below.isEmpty ? [command] : below
        return commands.map { OptionSection(command: $0, isRoot: isRoot).text }.joined()
    }

    private static let folder = URL(filePath: #filePath).appending(path: "../../../man").standardized

    private func replacing(
        _ markers: (begin: String, end: String), of page: String, with section: String, in name: String
    ) throws -> String {
        let (begin, end) = markers
        let heads = page.components(separatedBy: begin + "\n")
        let tails = heads.last?.components(separatedBy: end + "\n") ?? []
        guard heads.count == 2, tails.count == 2 else {
            throw ValidationError("\(name) must have the lines '\(begin)' and '\(end)' once each")
        }
        return heads[0] + begin + "\n" + section + end + "\n" + tails[1]
    }
}

CanopyManual.main()
