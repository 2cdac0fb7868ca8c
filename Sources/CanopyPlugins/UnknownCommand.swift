/// A command that is neither built in nor found as a program.
public struct UnknownCommand: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked for.
    public let command: String
    /// Where its program was looked for; empty where the name can be no program's.
    public let searched: [String]
    /// Commands of a similar name.
    public let suggestions: [String]
    /// A file that would be the command's program if it might be run.
    public let blocked: String?
    /// Folders that were not searched, because they are not absolute.
    public let relative: [String]

    /// The error for `command`, which was looked for among `plugins` of `search` and the built-in commands.
    public init(_ command: String, builtIns: [String], search: PluginSearch) {
        self.command = command
        self.searched = PluginName(command) == nil ? [] : search.directories
        self.blocked = PluginName(command).flatMap(search.blocked)
        self.relative = search.relative
        let plugins = search.plugins(reserved: Set(builtIns)).map(\.name.description)
        self.suggestions = Spelling.nearest(to: command, among: builtIns + plugins)
    }

    /// One sentence.
    public var description: String {
        let name = "'\(command)'"
        if let blocked { return "cannot run '\(blocked)': it is not executable; 'chmod +x' makes it so" }
        let guess = suggestions.isEmpty ? "" : "; did you mean \(Self.list(suggestions.map { "'\($0)'" }))?"
        let place =
            searched.isEmpty
            ? "\(name) cannot be the name of a command"
            : "no command \(name), nor a program \(PluginName.prefix)\(command) in \(Self.list(searched))"
        let others =
            relative.isEmpty
            ? ""
            : "; CANOPY_EXEC_PATH names \(Self.list(relative.map { "'\($0)'" })), which is passed over, because it does not begin with '/'"
        return "\(place)\(others)\(guess.isEmpty ? ";" : guess) 'canopy --list' shows all commands"
    }

    private static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
