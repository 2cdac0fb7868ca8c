internal import CGDAL
internal import Raster
internal import Synchronization

/// The blocks that were decoded last.
struct KeptBlocks: ~Copyable {
    /// There when the first block is wanted.
    private var memory: UnsafeMutableRawBufferPointer?
    private let blockBytes: Int
    /// The blocks in memory by their places there, and these by the blocks.
    private var blocks: [Int?]
    private var places: [Int: Int] = [:]
    private var next = 0
    private var wasRead: [Bool]
    private var read = 0
    private var readAgain = 0

    /// Bytes that are kept: the rectangle that is read at once, with what lies across its edges.
    private static let usualBytes = 4 << 20
    /// Bytes that all readers together have taken. Half of GDAL's memory is theirs, and the other half where they have a
    /// block each.
    private static let taken = Mutex(0)

    /// - Parameter wanted: How many blocks there should be room for, if there is memory.
    init(of count: Int, bytes blockBytes: Int, wanted: Int = 0) {
        self.blockBytes = blockBytes
        let share = Int(clamping: GDALGetCacheMax64())
        let most = max(min(Self.usualBytes, share / 8), min(Int.product(wanted, blockBytes), share / 4))
        let capacity = max(1, min(most / max(blockBytes, 1), count))
        blocks = Array(repeating: nil, count: capacity)
        wasRead = Array(repeating: false, count: count)
    }

    deinit {
        guard let memory else { return }
        memory.deallocate()
        let bytes = memory.count
        Self.taken.withLock { $0 -= bytes }
    }

    private mutating func takeMemory() -> UnsafeMutableRawBufferPointer? {
        if let memory { return memory }
        let share = Int(clamping: GDALGetCacheMax64())
        let (most, blockBytes) = (blocks.count, blockBytes)
        let count = Self.taken.withLock { taken -> Int? in
            let count = min(most, max(1, (share / 2 - taken) / 2 / max(blockBytes, 1)))
            // One reader can always work.
            guard taken == 0 || taken + count * blockBytes <= share else { return nil }
            taken += count * blockBytes
            return count
        }
        guard let count else { return nil }
        blocks.removeLast(most - count)
        memory = .allocate(byteCount: count * blockBytes, alignment: 64)
        return memory
    }

    /// Whether an eighth of what was read was not kept long enough.
    var isTooSmall: Bool { readAgain > 32 && readAgain * 8 > read }

    func pixels(of block: Int) -> UnsafeRawBufferPointer? {
        guard let memory, let place = places[block] else { return nil }
        return UnsafeRawBufferPointer(rebasing: memory[(place * blockBytes)..<((place + 1) * blockBytes)])
    }

    /// Where the next block is decoded, in place of the one that was first; `nil` where other readers have all there is.
    mutating func room() -> UnsafeMutableRawBufferPointer? {
        guard let memory = takeMemory() else { return nil }
        if let block = blocks[next] { places[block] = nil }
        blocks[next] = nil
        return UnsafeMutableRawBufferPointer(rebasing: memory[(next * blockBytes)..<((next + 1) * blockBytes)])
    }

    /// Keeps what was decoded there.
    mutating func keep(_ block: Int) {
        blocks[next] = block
        places[block] = next
        next = (next + 1) % blocks.count
        read += 1
        if wasRead[block] { readAgain += 1 }
        wasRead[block] = true
    }
}
