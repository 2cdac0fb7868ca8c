internal import Codecs
internal import Files
internal import Raster
internal import TIFF

/// Reads pixels of a file's image by decoding its blocks, where they are stored in one of the ways that nearly all rasters
/// are, in half of the time that GDAL takes.
///
/// Whatever is unusual, or not there, is left to GDAL, which has the words for it. But for blocks with a wrong checksum, or
/// with more than they can hold, of which libtiff says nothing, and gives one thing or another.
final class BlockReader {
    private let file: LocalFile
    private let image: ImageBlocks
    private let size: Size
    private let type: PixelType
    private let bands: Int
    private let predictor: Predictor
    private let decompressor: BlockDecompressor
    private var kept: KeptBlocks
    private let scratch: UnsafeMutableRawBufferPointer
    private var isOff = false

    /// Bytes of a block. Larger ones GDAL's memory is planned for.
    private static let largestBlock = 4 << 20
    /// Blocks of an image whose places every reader remembers.
    private static let mostBlocks = 1 << 18

    /// What has to be known of a directory.
    static let tags: Set<Tag> = BlockIndex.tags.union([
        .bitsPerSample, .compression, .photometricInterpretation, .fillOrder, .predictor, .sampleFormat,
    ])

    /// A reader of a file's first image; `nil` where it is not stored in a usual way.
    init?(_ file: LocalFile, _ structure: TIFFStructure) {
        let directory = structure.directories[0].directory
        guard structure.header.byteOrder == .little, let format = Self.format(of: directory),
            let type = PixelType(of: directory), let image = try? ImageBlocks(of: directory),
            image.offsets.count <= Self.mostBlocks
        else { return nil }
        let bands = directory.samplesPerPixel
        let predictor = format == .none ? Predictor.none : Self.predictor(of: directory, type)
        let rowBytes = Int.product(image.blockWidth, bands, type.byteCount)
        let blockBytes = Int.product(rowBytes, image.blockHeight)
        guard bands > 0, directory.isUsual, let predictor, blockBytes <= Self.largestBlock,
            let decompressor = BlockDecompressor(format)
        else { return nil }
        self.file = file
        self.image = image
        size = Size(width: image.width, height: image.height)
        self.type = type
        self.bands = bands
        self.predictor = predictor
        self.decompressor = decompressor
        kept = KeptBlocks(of: image.offsets.count, bytes: blockBytes)
        scratch = .allocate(byteCount: rowBytes, alignment: 64)
    }

    deinit { scratch.deallocate() }

    private static func format(of directory: IFD) -> BlockDecompressor.Format? {
        switch directory[.compression]?.integer {
        case nil, 1: BlockDecompressor.Format.none
        case 5: .lzw
        case 8, 32946: .deflate
        case 50000: .zstd
        default: nil
        }
    }

    private static func predictor(of directory: IFD, _ type: PixelType) -> Predictor? {
        guard let number = directory[.predictor] else { return Predictor.none }
        let predictor = number.integer.flatMap(UInt16.init(exactly:)).flatMap(Predictor.init(rawValue:))
        return predictor == .floatingPoint && !type.isFloat ? nil : predictor
    }

    /// Keeps two rows of blocks from now on, if there is memory, and one more of each.
    func keepRows() {
        kept = KeptBlocks(
            of: image.offsets.count, bytes: scratch.count * image.blockHeight,
            wanted: Int.product(2, Int.sum(image.across, 1)))
    }

    /// A block that is not what was written.
    struct Damage: Error {}

    /// Reads the samples of some bands in a window of the image into a place of the buffer.
    ///
    /// - Returns: Whether it did.
    func read(
        _ window: Window, _ bands: [Int], into buffer: PixelBuffer, column: Int, row: Int
    ) throws(Damage) -> Bool {
        guard !isOff, window.intersection(Window(size)) == window, bands.allSatisfy((0..<self.bands).contains),
            let copy = BlockCopy(of: bands, self.bands, type, to: buffer)
        else { return false }
        for down in (window.y / image.blockHeight)...((window.rows.upperBound - 1) / image.blockHeight) {
            for across in (window.x / image.blockWidth)...((window.columns.upperBound - 1) / image.blockWidth) {
                guard let pixels = try pixels(ofBlock: down * image.across + across, down) else { return false }
                let block = Window(
                    x: across * image.blockWidth, y: down * image.blockHeight, width: image.blockWidth,
                    height: image.blockHeight)
                guard let part = block.intersection(window) else { continue }
                for line in part.rows {
                    copy(
                        pixels, from: (line - block.y) * block.width + part.x - block.x, count: part.width,
                        to: (row + line - window.y) * buffer.size.width + column + part.x - window.x)
                }
            }
        }
        return true
    }

    /// The pixels of a block; `nil` where GDAL has to see to it.
    private func pixels(ofBlock number: Int, _ down: Int) throws(Damage) -> UnsafeRawBufferPointer? {
        if let pixels = kept.pixels(of: number) { return pixels }
        // Where blocks are wanted again and again, GDAL's memory holds more of them.
        guard !kept.isTooSmall else {
            isOff = true
            return nil
        }
        // Only the last strip ends with the image.
        let rows = image.isTiled ? image.blockHeight : min(image.blockHeight, size.height - down * image.blockHeight)
        let rowBytes = scratch.count
        guard let (offset, count) = image.extent(of: number), let start = Int(exactly: offset),
            let count = Int(exactly: count), count <= 2 * Self.largestBlock, start <= file.size - count,
            let bytes = try? file.bytes(in: start..<start + count)
        else { return nil }
        // Where there is no memory for one more reader, GDAL has some.
        guard let room = kept.room() else {
            isOff = true
            return nil
        }
        let target = UnsafeMutableRawBufferPointer(rebasing: room[..<(rows * rowBytes)])
        switch bytes.withUnsafeBytes({ decompressor.decompress($0, into: target) }) {
        case .whole: break
        case .excessive where rows < image.blockHeight: return nil
        case .damaged, .excessive: throw Damage()
        case .other: return nil
        }
        for row in 0..<rows {
            predictor.undo(
                in: UnsafeMutableRawBufferPointer(rebasing: target[(row * rowBytes)..<((row + 1) * rowBytes)]),
                sampleBytes: type.byteCount, bands: bands, scratch: scratch)
        }
        kept.keep(number)
        return UnsafeRawBufferPointer(room)
    }
}

extension IFD {
    /// Whether samples are what GDAL gives of them: stored pixel by pixel, from the highest bit on, not as complements,
    /// luminance and differences of colors, or ink.
    fileprivate var isUsual: Bool {
        let meaning = self[.photometricInterpretation]?.integer ?? 0
        return (self[.planarConfiguration]?.integer ?? 1 == 1 || samplesPerPixel == 1)
            && self[.fillOrder]?.integer ?? 1 == 1 && (1...3).contains(meaning)
    }
}

extension PixelType {
    /// The type of a directory's samples, where they all have one that fills bytes.
    fileprivate init?(of directory: IFD) {
        guard let bits = directory[.bitsPerSample]?.integers, bits.count == directory.samplesPerPixel,
            let width = bits.first, bits.allSatisfy({ $0 == width })
        else { return nil }
        let formats = directory[.sampleFormat]?.integers ?? [1]
        guard let format = formats.first, formats.allSatisfy({ $0 == format }) else { return nil }
        switch (format, width) {
        case (1, 8): self = .uint8
        case (2, 8): self = .int8
        case (1, 16): self = .uint16
        case (2, 16): self = .int16
        case (1, 32): self = .uint32
        case (2, 32): self = .int32
        case (1, 64): self = .uint64
        case (2, 64): self = .int64
        case (3, 32): self = .float32
        case (3, 64): self = .float64
        default: return nil
        }
    }
}
