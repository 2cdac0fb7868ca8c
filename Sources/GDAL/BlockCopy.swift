internal import Raster

/// Copies samples of blocks to a buffer: bytes where all bands are wanted as they are, else one after the other.
struct BlockCopy {
    private let bands: [Int]
    private let stored: Int
    private let sampleBytes: Int
    private let target: UnsafeMutableRawBufferPointer
    private let targetBands: Int
    private let isWhole: Bool

    /// `nil` where samples would have to be converted.
    init?(of bands: [Int], _ stored: Int, _ type: PixelType, to buffer: PixelBuffer) {
        guard type == buffer.type else { return nil }
        self.bands = bands
        self.stored = stored
        sampleBytes = type.byteCount
        target = buffer.bytes
        targetBands = buffer.bands
        isWhole = targetBands == stored && bands == Array(0..<stored)
    }

    /// Copies pixels of a block, by their numbers there and in the buffer.
    func callAsFunction(_ block: UnsafeRawBufferPointer, from source: Int, count: Int, to place: Int) {
        if isWhole {
            let pixel = sampleBytes * stored
            let bytes = block[(source * pixel)..<((source + count) * pixel)]
            UnsafeMutableRawBufferPointer(rebasing: target[(place * pixel)..<((place + count) * pixel)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
            return
        }
        for (number, band) in bands.enumerated() {
            let from = source * stored + band
            let to = place * targetBands + number
            switch sampleBytes {
            case 1: copy(UInt8.self, block, from, count, to)
            case 2: copy(UInt16.self, block, from, count, to)
            case 4: copy(UInt32.self, block, from, count, to)
            default: copy(UInt64.self, block, from, count, to)
            }
        }
    }

    @inline(__always)
    private func copy<S>(
        _ type: S.Type, _ block: UnsafeRawBufferPointer, _ source: Int, _ count: Int, _ place: Int
    ) {
        guard count > 0 else { return }
        let from = block.bindMemory(to: type)
        let to = target.bindMemory(to: type)
        // Both ends are within: what lies between needs no looking after.
        precondition(source + (count - 1) * stored < from.count && place + (count - 1) * targetBands < to.count)
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        for pixel in 0..<count { to[place &+ pixel &* targetBands] = from[source &+ pixel &* stored] }
    }
}
