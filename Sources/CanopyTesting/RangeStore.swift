public import Files
internal import Glibc
internal import Synchronization

/// A file in memory that answers like one of a store: after a while, by ranges, and wrongly where a test wants that.
public final class RangeStore: RandomAccessFile {
    /// What is wrong with it.
    public enum Fault: Sendable, Hashable {
        /// It fails from the request of this number on, the first of which is 0.
        case fails(fromRequest: Int)
        /// It fails at the request of this number, and at no other.
        case failsOnce(atRequest: Int)
        /// It gives a byte less than it was asked for, from this request on.
        case isShort(fromRequest: Int)
        /// It says that it has so many bytes more than it has.
        case boasts(bytes: Int)
        /// It has no more bytes than these, which it finds only when it is asked.
        case shrinks(to: Int)
    }

    /// The sentence with which it fails.
    public static let sentence = "the store answers 503 (slow down)"

    /// Its name; its size is its version.
    public let identity: FileIdentity
    /// The bytes that it says it has.
    public let size: Int
    private let bytes: [UInt8]
    private let fault: Fault?
    private let latency: UInt32
    private let counts = Mutex((requests: 0, bytes: 0))

    /// A file with these bytes, of which each request takes some milliseconds.
    public init(_ bytes: [UInt8], name: String, milliseconds: Int = 5, fault: Fault? = nil) {
        self.bytes = bytes
        self.fault = fault
        latency = UInt32(milliseconds * 1000)
        identity = FileIdentity(name: name, version: .tag("\(bytes.count)"))
        size = if case .boasts(let more) = fault { bytes.count + more } else { bytes.count }
    }

    /// How often it was asked; several ranges at once are one request.
    public var requests: Int { counts.withLock { $0.requests } }
    /// How many bytes it has given.
    public var bytesGiven: Int { counts.withLock { $0.bytes } }

    /// Answers one request.
    public func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { try answer([range])[0] }

    /// Answers all of them in one request.
    public func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] { try answer(ranges) }

    private func answer(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        usleep(latency)
        let number = counts.withLock { counts in
            defer { counts.requests += 1 }
            return counts.requests
        }
        var end = bytes.count
        var missing = 0
        switch fault {
        case .fails(let first) where number >= first: throw .unreadable(Self.sentence)
        case .failsOnce(let request) where number == request: throw .unreadable(Self.sentence)
        case .isShort(let first) where number >= first: missing = 1
        case .shrinks(let count): end = min(end, count)
        default: break
        }
        let answers = ranges.map { Array(bytes[min($0.lowerBound, end)..<min($0.upperBound, end)].dropLast(missing)) }
        counts.withLock { $0.bytes += answers.reduce(0) { $0 + $1.count } }
        return answers
    }
}
