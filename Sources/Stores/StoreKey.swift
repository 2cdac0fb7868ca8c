internal import Files

/// The name of a file or folder in a store: a relative path of components between slashes.
///
/// Keys come from buckets and other people's disks, so they are data. A key that could leave its folder, end up as an
/// option of a command, break a line or mean another name to rclone cannot be made. Keys are equal when their bytes are:
/// stores keep `é` in its one- and two-scalar forms apart, though Swift's strings do not.
public struct StoreKey: Sendable {
    /// Why a text is no key.
    public enum Problem: String, Error, Hashable, Sendable, Codable {
        /// There is nothing in it.
        case empty
        /// It begins with a slash.
        case absolute
        /// Two slashes in a row, or one at the end.
        case emptyComponent
        /// A component is `.` or `..`.
        case dots
        /// A component begins with a dash.
        case leadingDash
        /// There is a control character in it.
        case controlCharacter
        /// There is a sign in it by which rclone writes control characters, or the one by which it marks such signs.
        case signOfControlCharacter
    }

    /// The path as text.
    public let text: String

    /// The key with this text, or what is wrong with it.
    public init(_ text: String) throws(Problem) {
        if text.isEmpty { throw .empty }
        if text.utf8.first == UInt8(ascii: "/") { throw .absolute }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw .controlCharacter
        }
        if text.unicodeScalars.contains(where: Self.isSignOfControlCharacter) { throw .signOfControlCharacter }
        for component in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if component.isEmpty { throw .emptyComponent }
            if component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8) { throw .dots }
            if component.first == UInt8(ascii: "-") { throw .leadingDash }
        }
        self.text = text
    }

    /// rclone has these for control characters in whatever it says and is told, and files of its own have the characters
    /// themselves: as names of files they would be others' names. One mark quotes them, and is lost on some services.
    private static func isSignOfControlCharacter(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{2400}"..."\u{241F}").contains(scalar) || scalar == "\u{2421}" || scalar == "\u{201B}"
    }

    /// The last component.
    public var name: String {
        text.utf8.lastIndex(of: slash).map { String(text[text.utf8.index(after: $0)...]) } ?? text
    }

    /// The key of the folder that holds it; `nil` at the top of the store.
    public var folder: StoreKey? { text.utf8.lastIndex(of: slash).map { StoreKey(joined: String(text[..<$0])) } }

    /// The components of the folder's key, from the top.
    var folderNames: [String] { folder?.text.split(separator: "/").map(String.init) ?? [] }

    /// Whether it is one component.
    public var isName: Bool { folder == nil }

    /// The key of something in this folder.
    public func appending(_ key: StoreKey) -> StoreKey { StoreKey(joined: text + "/" + key.text) }

    /// The name of a scratch file in the same folder that nothing has.
    var temporaryBeside: StoreKey {
        let name = StoreKey(joined: Path.name(of: Path.temporary(in: "")))
        return folder?.appending(name) ?? name
    }

    /// Whether it is `folder` or lies in it, at any depth.
    public func lies(in folder: StoreKey) -> Bool {
        self == folder || text.utf8.starts(with: (folder.text + "/").utf8)
    }

    /// A key put together from, or cut out of, keys.
    private init(joined text: String) { self.text = text }

    private var slash: UInt8 { UInt8(ascii: "/") }
}

extension StoreKey: Hashable, Comparable {
    /// Whether both have the same bytes.
    public static func == (a: StoreKey, b: StoreKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    /// Whether `a` sorts first, byte by byte.
    public static func < (a: StoreKey, b: StoreKey) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0xFF))
    }
}

extension Sequence {
    /// The elements in the order of keys; those of one key stay in the order they have.
    package func inOrder(of key: (Element) -> StoreKey) -> [Element] {
        inOrder(of: key) { keys in keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) } }
    }
}

extension StoreKey: CustomStringConvertible {
    /// The path as text.
    public var description: String { text }
}

extension StoreKey: Codable {
    /// Reads a text that is a key.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' \(error)")
        }
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension StoreKey.Problem: CustomStringConvertible {
    /// The rest of a sentence that begins with the name.
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .absolute: "begins with '/'"
        case .emptyComponent: "has an empty part between slashes"
        case .dots: "has '.' or '..' for a part"
        case .leadingDash: "begins with '-', which commands take for an option"
        case .controlCharacter: "has a control character in it"
        case .signOfControlCharacter:
            "has a control character in it, such as a line break, or a sign for one, which rclone does not tell apart"
        }
    }
}
