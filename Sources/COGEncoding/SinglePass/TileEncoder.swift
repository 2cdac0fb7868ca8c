internal import Codecs
internal import Raster

/// A tile as it stands in the file, its mask behind it where there is one. Each is preceded by its size in four bytes and
/// followed by its last four bytes once more, by which readers know that the file has not been changed by software that
/// knows nothing of sizes there.
struct EncodedTile {
    /// All of that; the encoder's memory, until it encodes the next tile.
    var bytes: UnsafeRawBufferPointer
    /// Compressed bytes of the samples.
    var size: Int
    /// Compressed bytes of the mask; 0 without one.
    var maskSize: Int

    /// Bytes before a tile.
    static let leader = 4
    /// Bytes behind a tile.
    static let trailer = 4
}

/// Takes differences, if any, and compresses. One belongs to one thread at a time.
final class TileEncoder {
    private let side: Int
    private let predictor: Predictor
    private let compressor: BlockCompressor
    private let mask: UnsafeMutableRawBufferPointer
    private let row: UnsafeMutableRawBufferPointer
    private let encoded: UnsafeMutableRawBufferPointer

    /// - Parameter side: Columns and rows of a tile.
    init?(_ profile: RasterProfile, side: Int, predictor: Predictor, format: BlockCompressor.Format) {
        let format = predictor == .none ? format : format.ofDifferences
        guard let compressor = BlockCompressor(format) else { return nil }
        self.side = side
        self.predictor = predictor
        let rowBytes = side * profile.bands.count * profile.type.byteCount
        let maskBytes = profile.validity == .mask ? side * side / 8 : 0
        row = .allocate(byteCount: rowBytes, alignment: 64)
        mask = .allocate(byteCount: maskBytes, alignment: 64)
        let room = 2 * (EncodedTile.leader + EncodedTile.trailer)
        encoded = .allocate(
            byteCount: compressor.bound(side * rowBytes) + compressor.bound(maskBytes) + room, alignment: 64)
        self.compressor = compressor
    }

    deinit {
        row.deallocate()
        mask.deallocate()
        encoded.deallocate()
    }

    /// Encodes a tile, whose samples are lost.
    func encode(_ tile: RasterChunk) -> EncodedTile {
        pad(tile)
        predictor.apply(to: tile.pixels, scratch: row)
        let size = append(tile.pixels.bytes, at: 0)
        var end = EncodedTile.leader + size + EncodedTile.trailer
        var maskSize = 0
        if let source = tile.mask {
            pack(source, of: tile.window.size)
            maskSize = append(mask, at: end)
            end += EncodedTile.leader + maskSize + EncodedTile.trailer
        }
        return EncodedTile(bytes: UnsafeRawBufferPointer(rebasing: encoded[..<end]), size: size, maskSize: maskSize)
    }

    /// How many bytes samples take, which are lost.
    func compressedSize(of pixels: PixelBuffer) -> Int {
        predictor.apply(to: pixels, scratch: row)
        return compressor.compress(UnsafeRawBufferPointer(pixels.bytes), into: encoded)
    }

    /// Lets what lies beyond the raster repeat its last column and row, which costs next to nothing.
    private func pad(_ tile: RasterChunk) {
        let pixels = tile.pixels
        let pixelBytes = pixels.bands * pixels.type.byteCount
        let filled = tile.window.width * pixelBytes
        if filled < pixels.rowBytes {
            for line in 0..<tile.window.height {
                let target = pixels.bytes(ofRows: line..<(line + 1))
                for index in filled..<pixels.rowBytes { target[index] = target[index - pixelBytes] }
            }
        }
        for line in tile.window.height..<max(side, tile.window.height) {
            pixels.bytes(ofRows: line..<(line + 1))
                .copyMemory(from: UnsafeRawBufferPointer(pixels.bytes(ofRows: (line - 1)..<line)))
        }
    }

    /// Packs the mask, a bit a pixel, the first in the highest bit. What lies beyond the raster is not valid.
    private func pack(_ source: PixelBuffer, of size: Size) {
        mask.initializeMemory(as: UInt8.self, repeating: 0)
        for line in 0..<size.height {
            let start = line * source.size.width
            let target = line * side / 8
            for pixel in 0..<size.width where source.bytes[start + pixel] != 0 {
                mask[target + pixel / 8] |= 0x80 >> UInt8(pixel % 8)
            }
        }
    }

    /// Compresses a block and puts it at `start`, with its leader and trailer; gives its own size.
    private func append(_ block: UnsafeMutableRawBufferPointer, at start: Int) -> Int {
        let first = start + EncodedTile.leader
        let size = compressor.compress(
            UnsafeRawBufferPointer(block), into: UnsafeMutableRawBufferPointer(rebasing: encoded[first...]))
        encoded.storeBytes(of: UInt32(size).littleEndian, toByteOffset: start, as: UInt32.self)
        // Blocks of fewer bytes than that do not exist: every format has a header and a checksum, and tiles are large.
        for index in 0..<EncodedTile.trailer { encoded[first + size + index] = encoded[first + size - 4 + index] }
        return size
    }
}
