internal import Files

/// Where a store is, as a user types it: a folder, `s3://bucket/prefix`, or `remote:path` of an rclone configuration.
public struct StoreLocation: Hashable, Sendable {
    /// The kinds of places.
    public enum Place: Hashable, Sendable {
        /// A path on this machine.
        case local(path: String)
        /// A bucket and what its keys begin with, which may be empty.
        case s3(bucket: String, prefix: String)
        /// A remote that rclone's configuration names, and a path there, which may be empty. Many remotes (a file server's)
        /// have one folder where paths begin; with a slash before it a path begins at the root.
        case rclone(remote: String, path: String)
    }

    /// Why a text is no location.
    public enum Problem: Error, Hashable, Sendable {
        /// There is nothing in it.
        case empty
        /// There is a control character in it.
        case controlCharacter(String)
        /// `s3://` is followed by no bucket, or by something that cannot be one.
        case bucket(String)
        /// What follows the bucket or the remote is no key.
        case path(String, StoreKey.Problem)
        /// A scheme other than `s3`.
        case scheme(String)
        /// What stands before the colon is no remote's name.
        case remote(String)
        /// `-`, by which users mean standard input or output.
        case stream
    }

    /// The place, without slashes at its end.
    public let place: Place
    /// Whether a slash ended the text, by which users say that they mean a folder.
    public let endsInSlash: Bool

    /// The location that `text` means.
    public init(_ text: String) throws(Problem) {
        if text.isEmpty { throw .empty }
        if text == "-" { throw .stream }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw .controlCharacter(text)
        }
        endsInSlash = text.last == "/"
        place = try Self.place(text)
    }

    /// The location of a path on this machine, whatever it looks like.
    public init(path: String) {
        let looksRemote = path.split(atFirst: "/").head.contains(":")
        self.init(.local(path: (looksRemote ? "./" : "") + path.withoutSlashesAtEnd), endsInSlash: path.last == "/")
    }

    private init(_ place: Place, endsInSlash: Bool = false) {
        self.place = place
        self.endsInSlash = endsInSlash
    }

    private static func place(_ text: String) throws(Problem) -> Place {
        if let scheme = text.firstRange(of: "://") {
            guard text[..<scheme.lowerBound].lowercased() == "s3" else { throw .scheme(text) }
            let (bucket, prefix) = text[scheme.upperBound...].split(atFirst: "/")
            guard isBucket(bucket) else { throw .bucket(text) }
            return .s3(bucket: bucket, prefix: try path(prefix, in: text))
        }
        // As rclone has it: a colon makes a remote unless a slash stands before it.
        let (head, tail) = text.split(atFirst: ":")
        guard text.contains(":"), !head.contains("/") else {
            return .local(path: text.withoutSlashesAtEnd)
        }
        guard isRemote(head) else { throw .remote(text) }
        let root = tail.hasPrefix("/") ? "/" : ""
        return .rclone(remote: head, path: root + (try path(String(tail.dropFirst(root.count)), in: text)))
    }

    private static func path(_ path: String, in text: String) throws(Problem) -> String {
        let path = path.withoutSlashesAtEnd
        if path.isEmpty || path == "/" { return "" }
        do { return try StoreKey(path).text } catch { throw .path(text, error) }
    }

    static func isBucket(_ name: String) -> Bool {
        name.utf8.first != UInt8(ascii: "-") && name.wholeMatch(of: #/[A-Za-z0-9._-]{3,255}/#) != nil
    }

    /// Named remotes only: a remote written out in place (`:s3,secret_access_key=…:`) would carry keys into logs.
    private static func isRemote(_ name: String) -> Bool {
        name.wholeMatch(of: #/[A-Za-z0-9_.+@][A-Za-z0-9_.+@ -]*/#) != nil
    }
}

extension StoreLocation {
    /// Whether it is not on this machine.
    public var isRemote: Bool {
        if case .local = place { false } else { true }
    }

    /// The location of something in this folder.
    public func appending(_ key: StoreKey) -> StoreLocation {
        switch place {
        case .local(let path): Self(.local(path: path.folderPrefix + key.text))
        case .s3(let bucket, let prefix): Self(.s3(bucket: bucket, prefix: prefix.keyPrefix + key.text))
        case .rclone(let remote, let path): Self(.rclone(remote: remote, path: path.keyPrefix + key.text))
        }
    }

    /// The folder that holds what is here, and its key there; `nil` where it has no name of its own: the top of a
    /// bucket, `/`, `..`.
    public var parent: (folder: StoreLocation, key: StoreKey)? {
        switch place {
        case .local(let path):
            guard let key = try? StoreKey(Path.name(of: path)) else { return nil }
            return (Self(.local(path: Path.folder(of: path)), endsInSlash: true), key)
        case .s3(let bucket, let prefix):
            guard let (folder, key) = Self.split(prefix) else { return nil }
            return (Self(.s3(bucket: bucket, prefix: folder), endsInSlash: true), key)
        case .rclone(let remote, let path):
            guard let (folder, key) = Self.split(path) else { return nil }
            return (Self(.rclone(remote: remote, path: folder), endsInSlash: true), key)
        }
    }

    /// The key under which `other` lies in this store; `nil` where it lies elsewhere, or is this very place.
    public func key(of other: StoreLocation) -> StoreKey? {
        switch (place, other.place) {
        case (.local(let path), .local(let inner)):
            let folder = Path.resolved(path).folderPrefix
            return Self.key(of: Path.resolved(inner), after: folder)
        case (.s3(let bucket, let prefix), .s3(let other, let inner)) where bucket == other:
            return Self.key(of: inner, after: prefix.keyPrefix)
        case (.rclone(let remote, let path), .rclone(let other, let inner)) where remote == other:
            return Self.key(of: inner, after: path.keyPrefix)
        default:
            return nil
        }
    }

    /// Whether both are one place, whatever the paths are written like.
    public func isSamePlace(as other: StoreLocation) -> Bool {
        // One file may have several names, and one folder may be mounted at several places.
        if case .local(let a) = place, case .local(let b) = other.place {
            return Path.resolved(a) == Path.resolved(b) || Path.isSame(a, b)
        }
        return place == other.place
    }

    private static func key(of path: String, after prefix: String) -> StoreKey? {
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        return try? StoreKey(String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
    }

    private static func split(_ path: String) -> (folder: String, key: StoreKey)? {
        let root = path.hasPrefix("/") ? "/" : ""
        guard let whole = try? StoreKey(String(path.dropFirst(root.count))), let name = try? StoreKey(whole.name) else {
            return nil
        }
        return (root + (whole.folder?.text ?? ""), name)
    }
}

extension StoreLocation: CustomStringConvertible {
    /// The location as a user would type it.
    public var description: String {
        let slash = endsInSlash ? "/" : ""
        switch place {
        case .local("/"): return "/"
        case .local(let path): return path + slash
        case .s3(let bucket, ""): return "s3://\(bucket)" + slash
        case .s3(let bucket, let prefix): return "s3://\(bucket)/\(prefix)" + slash
        case .rclone(let remote, let path) where path.isEmpty || path == "/": return "\(remote):\(path)"
        case .rclone(let remote, let path): return "\(remote):\(path)" + slash
        }
    }
}

extension StoreLocation: Codable {
    /// Reads what a user would type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(try container.decode(String.self))
        } catch let problem as Problem {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(problem)")
        }
    }

    /// Writes what a user would type.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension StoreLocation.Problem: CustomStringConvertible {
    private static func bucket(in text: String) -> Substring? {
        text.firstRange(of: "://").map { text[$0.upperBound...].prefix { $0 != "/" } }
    }

    /// One sentence.
    public var description: String {
        switch self {
        case .empty:
            "a store is named by a folder, s3://bucket/prefix or remote:path, not by an empty text"
        case .stream:
            "'-' is standard input or output, and this wants a folder or a store; a folder of that name is ./-"
        case .controlCharacter(let text):
            "'\(text.spelledOut)' has a control character in it; check what made that name"
        case .bucket(let text) where Self.bucket(in: text).map { 1...2 ~= $0.count } ?? false:
            "'\(text)' has a bucket whose name is too short: buckets have three letters or more"
        case .bucket(let text):
            "'\(text)' names no bucket; write s3://bucket or s3://bucket/prefix"
        case .path(let text, let problem):
            "the path in '\(text)' \(problem); write it as names between single slashes"
        case .scheme(let text) where text.lowercased().wholeMatch(of: #/https?:.*/#) != nil:
            "'\(text)' is an address on the web; download it first, for example with 'curl -O'"
        case .scheme(let text):
            "'\(text)' has a scheme that canopy does not know; use a folder, s3://bucket/prefix or remote:path"
        case .remote(let text):
            "'\(text)' names no rclone remote; write remote:path, or ./ before a folder with a colon in its name"
        }
    }
}

extension String {
    var withoutSlashesAtEnd: String {
        var text = self[...]
        while text.count > 1, text.last == "/" { text.removeLast() }
        return String(text)
    }

    /// What a path in the folder begins with.
    fileprivate var folderPrefix: String { self == "/" ? "/" : self + "/" }

    /// What a key below the prefix begins with.
    fileprivate var keyPrefix: String { isEmpty || self == "/" ? self : self + "/" }
}

extension StringProtocol {
    fileprivate func split(atFirst separator: Character) -> (head: String, tail: String) {
        guard let index = firstIndex(of: separator) else { return (String(self), "") }
        return (String(self[..<index]), String(self[self.index(after: index)...]))
    }
}
