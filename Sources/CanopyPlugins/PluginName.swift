internal import Files

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

    /// What it says that it does; `nil` where it does not say. The program is read, not run: who lists commands wants none of
    /// them to do anything.
    ///
    /// A script has it in a comment near its beginning, `# canopy: adds a hillshade`; any other program in the first line of
    /// a file beside it, `canopy-hillshade.about`.
    public var summary: String? {
        let start = Self.start(of: path)
        let text =
            start.contains(0)
            ? String(decoding: Self.start(of: path + ".about"), as: UTF8.self).split(separator: "\n").first
            : String(decoding: start, as: UTF8.self).split(whereSeparator: \.isNewline).lazy.compactMap(Self.comment)
                .first
        return text.map { $0.prefix(200).split(separator: " ").joined(separator: " ") }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    private static func comment(_ line: Substring) -> Substring? {
        let text = line.drop { !$0.isLetter }
        guard text != line, text.hasPrefix(mark) else { return nil }
        return text.dropFirst(mark.count)
    }

    private static let mark = "canopy:"

    private static func start(of path: String) -> [UInt8] {
        guard let file = try? LocalFile(path) else { return [] }
        return (try? file.read(0..<min(file.size, 4096))) ?? []
    }
}
