internal import ArgumentParser
internal import CanopyCommands
internal import Foundation

/// Writes the option sections of the manual pages from the commands themselves.
struct CanopyManual: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canopy-manual", abstract: "Write the option sections of the manual pages in man/.")

    @Flag(help: "Write nothing; fail, naming the pages, where one is not as it would be written.")
    var check = false

    func run() throws {
        let root = try JSONDecoder().decode(ToolInfo.self, from: Data(Canopy._dumpHelp().utf8)).command
        var stale: [String] = []
        // `help` has no options, and no page.
        for command in [root] + (root.subcommands ?? []) where command.commandName != "help" {
            let isRoot = command.commandName == root.commandName
            let name = isRoot ? "canopy.1" : "canopy-\(command.commandName).1"
            let page = Self.folder.appending(path: name)
            let old = try String(contentsOf: page, encoding: .utf8)
            let new = try replacingOptions(
                of: old, with: OptionSection(command: command, isRoot: isRoot).text, in: name)
            if new == old { continue }
            stale.append(name)
            if !check { try Data(new.utf8).write(to: page) }
        }
        if stale.isEmpty { return }
        let names = stale.joined(separator: ", ")
        guard check else { return print("written: \(names)") }
        print("out of date: \(names); run 'swift run canopy-manual' and commit what it writes")
        throw ExitCode.failure
    }

    private static let folder = URL(filePath: #filePath).appending(path: "../../../man").standardized

    private func replacingOptions(of page: String, with section: String, in name: String) throws -> String {
        let (begin, end) = OptionSection.markers
        let heads = page.components(separatedBy: begin + "\n")
        let tails = heads.last?.components(separatedBy: end + "\n") ?? []
        guard heads.count == 2, tails.count == 2 else {
            throw ValidationError("man/\(name) must have the lines '\(begin)' and '\(end)' once each")
        }
        return heads[0] + begin + "\n" + section + end + "\n" + tails[1]
    }
}

CanopyManual.main()
