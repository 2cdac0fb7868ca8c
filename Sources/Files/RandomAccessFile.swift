/// A file of which any range of bytes can be had, wherever it lies: on a disk, in memory, in a store.
///
/// The seam between stores and readers. Any number of threads may read at once. What reads takes its bytes by
/// ``bytes(in:)``, which trusts neither itself nor the file.
public protocol RandomAccessFile: Sendable {
    /// The file and its version.
    var identity: FileIdentity { get }

    /// The number of bytes there are, as long as the version stays what it is.
    var size: Int { get }

    /// Reads all bytes in `range`, which lies within ``size``.
    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8]

    /// Reads several ranges, each within ``size``, in their order. A store that answers slowly asks for all of them at once.
    func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]]
}

/// What tells a file from every other, and from what it was before: equal identities mean equal bytes.
public struct FileIdentity: Hashable, Sendable {
    /// What tells one version of a file from the next.
    public enum Version: Hashable, Sendable {
        /// What a file system says.
        case status(FileStatus.Identity, size: Int, modified: Timestamp)
        /// What a store says: an ETag, or a number of its own.
        case tag(String)
    }

    /// The file's name, as messages have it.
    public let name: String
    /// Its version.
    public let version: Version

    /// An identity from its parts.
    public init(name: String, version: Version) {
        self.name = name
        self.version = version
    }
}

/// Why bytes of a file could not be had. Who opened the file says which it is.
public enum ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system or the store gives this reason.
    case unreadable(String)
    /// The bytes from an offset on end earlier than they should: the file has shrunk, or never was as large as it said.
    case truncated(offset: Int, end: Int)
    /// Nobody can have bytes there.
    case outside(Range<Int>, size: Int)

    /// One sentence, without the file's name.
    public var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .truncated(let offset, let end):
            "what was read at byte \(offset) reaches beyond byte \(end), where the file ended before its time"
        case .outside(let range, let size):
            "bytes \(range.lowerBound) to \(range.upperBound) were asked for, of \(size)"
        }
    }
}

extension RandomAccessFile {
    /// The file's name, as messages have it.
    public var name: String { identity.name }

    /// One range after the other.
    public func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for range in ranges { all.append(try read(range)) }
        return all
    }

    /// All bytes in a range that may be anything, of a file that may give anything.
    public func bytes(in range: Range<Int>) throws(ReadingError) -> [UInt8] {
        try check(range)
        guard !range.isEmpty else { return [] }
        let bytes = try read(range)
        try check(bytes, in: range)
        return bytes
    }

    /// The same of several ranges at once.
    public func bytes(in ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        for range in ranges { try check(range) }
        guard !ranges.isEmpty else { return [] }
        let all = try read(ranges)
        guard all.count == ranges.count else {
            throw .unreadable("\(all.count) ranges of bytes came, and \(ranges.count) were asked for")
        }
        for (bytes, range) in zip(all, ranges) { try check(bytes, in: range) }
        return all
    }

    private func check(_ range: Range<Int>) throws(ReadingError) {
        guard range.lowerBound >= 0, range.upperBound <= size else { throw .outside(range, size: size) }
    }

    private func check(_ bytes: [UInt8], in range: Range<Int>) throws(ReadingError) {
        guard bytes.count >= range.count else {
            throw .truncated(offset: range.lowerBound, end: range.lowerBound + bytes.count)
        }
        guard bytes.count == range.count else {
            throw .unreadable("\(bytes.count) bytes came, and \(range.count) were asked for")
        }
    }
}

/// A file in memory.
public struct MemoryFile: RandomAccessFile {
    /// Its name, and what its maker says of its version.
    public let identity: FileIdentity
    private let content: [UInt8]

    /// A file of these bytes.
    ///
    /// - Parameters:
    ///   - name: What messages call it.
    ///   - version: Another one means other bytes under that name.
    public init(_ content: [UInt8], name: String = "memory", version: String = "") {
        identity = FileIdentity(name: name, version: .tag(version))
        self.content = content
    }

    /// The number of bytes.
    public var size: Int { content.count }

    /// A copy of the bytes in `range`.
    public func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { Array(content[range]) }
}
