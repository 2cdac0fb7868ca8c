internal import Synchronization

/// A file that answers slowly, of which what is read in small pieces is fetched in larger ones and kept for a while.
///
/// The structure of a raster is read in hundreds of pieces of a few bytes, by each of its readers. Pixels come in ranges
/// that are larger, which are fetched as they are and not kept.
public final class CachedFile: RandomAccessFile {
    private struct Kept: Sendable {
        var blocks: [Int: [UInt8]] = [:]
        /// The blocks' numbers, the oldest first.
        var order: [Int] = []
    }

    /// Bytes of a block: a usual front matter takes one or two.
    static let blockSize = 16 << 10
    /// Blocks that are kept, 2 MiB.
    private static let limit = 128

    private let file: any RandomAccessFile
    private let kept = Mutex(Kept())
    private let ahead = Mutex<ReadAhead?>(nil)
    private let budget: Int
    /// The file's size when it was opened.
    public let size: Int

    /// A file behind which the given one is.
    ///
    /// - Parameter memory: Bytes of memory, of which an eighth at most is for what is fetched ahead.
    public init(_ file: any RandomAccessFile, memory: Int = .max) {
        self.file = file
        budget = min(ReadAhead.usualBudget, max(0, memory / 8))
        size = max(0, file.size)
    }

    deinit { ahead.withLock { $0?.close() } }

    /// Says which ranges are going to be read, each once, and in which order: they are fetched ahead.
    public func expect(_ ranges: [Range<Int>]) {
        let new = ReadAhead(file, ranges, budget: budget, after: ahead.withLock { $0 })
        ahead.withLock { ahead in
            ahead?.close()
            ahead = new
        }
    }

    /// The identity of the file behind.
    public var identity: FileIdentity { file.identity }

    /// What was expected has been fetched, or is about to be; other small ranges come from what is kept.
    public func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] {
        if let ahead = ahead.withLock({ $0 }), let bytes = try ahead.bytes(in: range) { return bytes }
        guard !range.isEmpty, range.count < Self.blockSize else { return try file.bytes(in: range) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for number in (range.lowerBound / Self.blockSize)...((range.upperBound - 1) / Self.blockSize) {
            let start = number * Self.blockSize
            let block = try block(number)
            bytes += block[max(0, range.lowerBound - start)..<min(block.count, range.upperBound - start)]
        }
        return bytes
    }

    /// Those that were not expected are fetched at once, and nothing of them is kept.
    public func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        guard let ahead = ahead.withLock({ $0 }) else { return try file.bytes(in: ranges) }
        var all = [[UInt8]](repeating: [], count: ranges.count)
        var others: [Int] = []
        for (number, range) in ranges.enumerated() {
            if let bytes = try ahead.bytes(in: range) { all[number] = bytes } else { others.append(number) }
        }
        for (number, bytes) in zip(others, try file.bytes(in: others.map { ranges[$0] })) { all[number] = bytes }
        return all
    }

    private func block(_ number: Int) throws(ReadingError) -> [UInt8] {
        if let block = kept.withLock({ $0.blocks[number] }) { return block }
        // Two threads may fetch the same block: better than that all wait for one.
        let start = number * Self.blockSize
        let block = try file.bytes(in: start..<min(start + Self.blockSize, size))
        kept.withLock { kept in
            guard kept.blocks.updateValue(block, forKey: number) == nil else { return }
            kept.order.append(number)
            if kept.order.count > Self.limit { kept.blocks[kept.order.removeFirst()] = nil }
        }
        return block
    }
}
