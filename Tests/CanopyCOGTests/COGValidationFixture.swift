import CanopyTesting
import Foundation
import GDAL
import Raster
import TIFF

/// A Cloud Optimized GeoTIFF of uncompressed gray pixels, made without GDAL so that each of its parts can be spoiled.
struct COGFixture {
    static let tile = 256

    /// Header and directories.
    var frontMatter: IFDEncoder
    /// The tiles, each with leader and trailer.
    private(set) var pixels: [UInt8] = []

    /// The whole file.
    var bytes: [UInt8] {
        get throws { try frontMatter.encoded() + pixels }
    }

    /// A valid file of 1100 x 700 pixels with two overviews.
    ///
    /// Its directories are the image, its overviews, and the masks of each in the same order.
    init(variant: TIFFVariant = .classic, mask: Bool = false) {
        let sizes = [Size(width: 1100, height: 700), Size(width: 550, height: 350), Size(width: 275, height: 175)]
        let images = sizes.enumerated().map { Self.directory($1, variant, level: $0, mask: false) }
        let masks = mask ? sizes.enumerated().map { Self.directory($1, variant, level: $0, mask: true) } : []
        frontMatter = IFDEncoder(
            variant: variant, ghostArea: .cloudOptimized(hasMask: mask), directories: images + masks)
        for level in sizes.indices.reversed() {
            for number in 0..<Self.tiles(sizes[level]) {
                addTile(number, ofDirectory: level)
                if mask { addTile(number, ofDirectory: sizes.count + level) }
            }
        }
    }

    /// Where the tiles of a directory stand.
    func tileOffsets(ofDirectory number: Int) -> [UInt64] {
        frontMatter.directories[number][.tileOffsets]?.integers ?? []
    }

    /// Moves the tiles of a directory, or says that they are elsewhere.
    mutating func setTileOffsets(_ offsets: [UInt64], ofDirectory number: Int) {
        frontMatter.directories[number][.tileOffsets] = Self.offsets(offsets, frontMatter.variant)
    }

    /// Changes the byte of the file at `offset`, which is behind the directories.
    mutating func spoil(byteAt offset: UInt64) {
        pixels[Int(offset) - frontMatter.byteCount] ^= 0xFF
    }

    private static func directory(_ size: Size, _ variant: TIFFVariant, level: Int, mask: Bool) -> IFD {
        let count = tiles(size)
        let subfile: Subfile = level == 0 ? [] : .reduced
        return IFD([
            .newSubfileType: .longs([UInt32(mask ? subfile.union(.mask).rawValue : subfile.rawValue)]),
            .imageWidth: .longs([UInt32(size.width)]),
            .imageLength: .longs([UInt32(size.height)]),
            .bitsPerSample: .shorts([mask ? 1 : 8]),
            .compression: .shorts([1]),
            .photometricInterpretation: .shorts([mask ? 4 : 1]),
            .samplesPerPixel: .shorts([1]),
            .planarConfiguration: .shorts([1]),
            .tileWidth: .shorts([UInt16(tile)]),
            .tileLength: .shorts([UInt16(tile)]),
            .tileOffsets: offsets(Array(repeating: 0, count: count), variant),
            .tileByteCounts: .longs(Array(repeating: UInt32(tile * tile / (mask ? 8 : 1)), count: count)),
        ])
    }

    private static func offsets(_ offsets: [UInt64], _ variant: TIFFVariant) -> TagValue {
        variant == .classic ? .longs(offsets.map(UInt32.init)) : .long8s(offsets)
    }

    private static func tiles(_ size: Size) -> Int {
        ((size.width - 1) / tile + 1) * ((size.height - 1) / tile + 1)
    }

    private mutating func addTile(_ number: Int, ofDirectory directory: Int) {
        let count = frontMatter.directories[directory][.tileByteCounts]?.integer ?? 0
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ UInt64(number)) }
        var offsets = tileOffsets(ofDirectory: directory)
        pixels += withUnsafeBytes(of: UInt32(count).littleEndian, Array.init)
        offsets[number] = UInt64(frontMatter.byteCount + pixels.count)
        pixels += content + content.suffix(4)
        setTileOffsets(offsets, ofDirectory: directory)
    }
}

extension TemporaryFolder {
    /// Makes a file of these bytes and gives its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(filePath: self(name)))
        return self(name)
    }

    /// Has GDAL write a file of a pattern and gives its path.
    func gdalFile(_ file: GDALFile) throws -> String {
        let path = self(file.name)
        let source = try Dataset.create("", driver: "MEM", size: file.size, bands: file.bands, type: .uint8)
        let pixels = PixelBuffer(type: .uint8, size: file.size, bands: file.bands)
        for index in pixels.bytes.indices { pixels.bytes[index] = UInt8(truncatingIfNeeded: index &* index / 251) }
        try source.write(Window(file.size), from: pixels)
        if file.mask { try source.addMask() }
        if file.sourceOverviews > 0 { try source.addEmptyOverviews(levels: file.sourceOverviews) }
        try source.copy(to: path, driver: file.driver, options: file.options) { _ in true }
        if file.addedOverviews > 0 {
            let copy = try Dataset.open(path, update: true)
            try copy.addEmptyOverviews(levels: file.addedOverviews)
            try copy.close()
        }
        return path
    }
}

/// A file that GDAL is to write.
struct GDALFile: Sendable {
    var driver = "COG"
    var size = Size(width: 1300, height: 900)
    var bands = 1
    var mask = false
    var options: [String] = []
    /// Overviews that the source has.
    var sourceOverviews = 0
    /// Overviews that the written file gets.
    var addedOverviews = 0

    var name: String {
        ([driver, "\(size.width)x\(size.height)", "\(bands)", mask ? "mask" : ""] + options
            + ["\(sourceOverviews)", "\(addedOverviews)"]).joined(separator: "_") + ".tif"
    }
}
