/// The name of an external command: `foo` for the program `canopy-foo`.
public struct PluginName: Hashable, Sendable, CustomStringConvertible {
    /// What stands before the name in the program's.
    public static let prefix = "canopy-"

    /// The name as the user says it.
    public let description: String

    /// The name of the program.
    public var program: String { Self.prefix + description }

    /// Takes names that are one component of a path and cannot be mistaken for an option; nothing else leads out of
    /// the directories that are searched.
    public init?(_ text: String) {
        guard !text.isEmpty, !text.hasPrefix("-"), text != ".", text != ".." else { return nil }
        guard !text.unicodeScalars.contains(where: { $0 == "/" || $0.properties.generalCategory == .control })
        else { return nil }
        self.description = text
    }

    /// The name that the program `file` would have as a command.
    init?(program file: String) {
        guard file.hasPrefix(Self.prefix) else { return nil }
        self.init(String(file.dropFirst(Self.prefix.count)))
    }
}

/// An external command that was found.
public struct Plugin: Hashable, Sendable {
    /// Its name.
    public let name: PluginName
    /// The program.
    public let path: String

    /// The command `name`, which is the program at `path`.
    public init(name: PluginName, path: String) {
        self.name = name
        self.path = path
    }
}
