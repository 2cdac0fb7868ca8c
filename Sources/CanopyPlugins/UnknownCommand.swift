internal import Diagnostics

/// A command that is neither built in nor found as a program.
public struct UnknownCommand: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked for.
    public let command: String
    /// Files of its program's name that are none which could be run; `nil` where the name can be no program's.
    public let useless: [String]?
    /// Folders of `$CANOPY_EXEC_PATH` that were passed over.
    public let ignored: [String]
    /// Commands of a similar name.
    public let suggestions: [String]

    /// The error for `command`, which was looked for among `plugins` of `search` and the built-in commands.
    public init(_ command: String, builtIns: [String], search: PluginSearch) {
        self.command = command
        self.useless = PluginName(command).map(search.files)
        self.ignored = search.ignored
        let plugins = search.plugins(reserved: Set(builtIns)).map(\.name.description)
        self.suggestions = Spelling.nearest(to: command, among: builtIns + plugins)
    }

    /// One sentence.
    public var description: String {
        let name = "'\(command)'"
        guard let useless else { return "\(name) cannot be the name of a command" }
        if let file = useless.first {
            return "there is no command \(name), and '\(file)' is no program: make it executable"
        }
        guard suggestions.isEmpty else { return "there is no command \(name)" + Spelling.question(suggestions) }
        let passedOver = ignored.map { "'\($0)'" }.joined(separator: ", ")
        let note =
            ignored.isEmpty ? "" : " (CANOPY_EXEC_PATH has folders that do not begin with '/': \(passedOver))"
        return "there is no command \(name), nor a program \(PluginName.prefix)\(command) on the path\(note)"
    }
}
