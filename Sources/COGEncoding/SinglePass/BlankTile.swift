internal import Glibc
internal import Raster

/// What pixels look like where there is nothing: those outside a boundary, and those that a sparse file does not have. Of
/// tiles that are all like that one is compressed, once.
struct BlankTile: Sendable {
    /// The bytes of one of its pixels.
    private let pixel: [UInt8]
    /// The value of each band; `nil` where it is not valid.
    private let values: [Double?]

    init(_ profile: RasterProfile) {
        pixel = profile.blankPixel
        let sample = RasterChunk(window: Window(Size(width: 1, height: 1)), of: profile)
        Self.fill(sample.pixels, with: pixel)
        values = sample.firstValues(validity: profile.validity)
    }

    /// The statistics of so many blank pixels.
    func statistics(pixels: Int) -> [Statistics] { values.map { Statistics(repeating: $0, pixels: pixels) } }

    /// Makes a chunk's memory blank.
    func fill(_ chunk: RasterChunk) {
        Self.fill(chunk.pixels, with: pixel)
        chunk.mask?.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    private static func fill(_ pixels: PixelBuffer, with pixel: [UInt8]) {
        let bytes = pixels.bytes
        if pixel.allSatisfy({ $0 == pixel[0] }) {
            bytes.initializeMemory(as: UInt8.self, repeating: pixel[0])
            return
        }
        bytes.copyBytes(from: pixel)
        // Twice as many each time.
        var count = pixel.count
        while count < bytes.count {
            let next = min(count, bytes.count - count)
            bytes[count...].copyBytes(from: bytes[..<next])
            count += next
        }
    }

    /// Whether a chunk is blank.
    func matches(_ chunk: RasterChunk) -> Bool {
        let rowBytes = chunk.window.width * pixel.count
        return chunk.window.rows.allSatisfy { row in
            let first = chunk.index(column: chunk.window.x, row: row)
            let start = first * pixel.count
            guard Self.repeats(UnsafeRawBufferPointer(rebasing: chunk.pixels.bytes[start..<(start + rowBytes)]), pixel)
            else { return false }
            return chunk.mask.map { $0.bytes[first..<(first + chunk.window.width)].allSatisfy { $0 == 0 } } ?? true
        }
    }

    /// Whether `bytes` is `pixel` over and over: its first pixel is, and each byte equals the one a pixel before it.
    private static func repeats(_ bytes: UnsafeRawBufferPointer, _ pixel: [UInt8]) -> Bool {
        guard bytes.prefix(pixel.count).elementsEqual(pixel), let base = bytes.baseAddress else { return false }
        return memcmp(base, base + pixel.count, bytes.count - pixel.count) == 0
    }
}
