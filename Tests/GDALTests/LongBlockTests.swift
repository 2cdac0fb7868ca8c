import CanopyTesting
import Codecs
import Files
import Foundation
import GDAL
import Raster
import TIFF
import Testing

/// A block of deflate that holds more than its place. By itself libtiff says that it was read, and leaves in the place what there
/// was in memory.
struct LongBlockTests {
    private static let size = Size(width: 100, height: 100)
    private static let tiles = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE"]

    /// A way to store a raster of which GDAL reads a part.
    enum Layout: CaseIterable {
        case sparse, planes, strips, whiteIsZero, overview, largeStrip
    }

    private func write(
        _ options: [String], type: PixelType = .uint8, bands: [ColorInterpretation] = [.gray], size: Size = size,
        in folder: TemporaryFolder
    ) throws -> String {
        var fixture = try RasterFixture(width: size.width, height: size.height, type: type, bands: bands, crs: nil)
        fixture.options = options
        return try fixture.write(to: folder("raster.tif"))
    }

    /// Puts other bytes in the place of a block.
    private func replace(_ number: Int, by block: [UInt8], of path: String, directory: Int = 0) throws {
        let image = try ImageBlocks(of: TIFFStructure(of: LocalFile(path)).directories[directory].directory)
        var offsets = image.offsets.map(UInt32.init(clamping:))
        var counts = image.byteCounts.map(UInt32.init(clamping:))
        var file = try Data(contentsOf: URL(filePath: path))
        (offsets[number], counts[number]) = (UInt32(file.count), UInt32(block.count))
        file.append(contentsOf: block)
        try file.write(to: URL(filePath: path))
        var surgery = try TIFFSurgery(path)
        try surgery.set(offsets, as: image.isTiled ? 324 : 273, directory: directory)
        try surgery.set(counts, as: image.isTiled ? 325 : 279, directory: directory)
        try surgery.close()
    }

    /// One value again and again, as strings, or as it is: of that libdeflate writes nothing where it is too long.
    private func deflated(_ count: Int, of value: UInt8 = 7, stored: Bool = false) throws -> [UInt8] {
        let bytes = [UInt8](repeating: value, count: count)
        if stored {
            var block: [UInt8] = [0x78, 1]
            for start in stride(from: 0, to: count, by: 65_535) {
                let length = min(65_535, count - start)
                let (low, high) = (UInt8(length & 255), UInt8(length >> 8))
                block += [start + length == count ? 1 : 0, low, high, ~low, ~high] + bytes[..<length]
            }
            return block + [0, 0, 0, 0]
        }
        guard let compressor = BlockCompressor(.deflate(level: 6)) else { throw NoMemory() }
        var block = [UInt8](repeating: 0, count: compressor.bound(count))
        let length = bytes.withUnsafeBytes { bytes in
            block.withUnsafeMutableBytes { compressor.compress(bytes, into: $0) }
        }
        return Array(block[..<length])
    }

    /// Leaves other bytes in memory that is going to be used.
    private func soil(_ count: Int) {
        let places = (0..<16).map { _ in malloc(count) }
        for place in places { if let place { memset(place, 0x5A, count) } }
        for place in places { free(place) }
    }

    /// Makes a file, and says which block of it is replaced: its number, its directory, and the bytes of its place.
    private func make(
        _ layout: Layout, in folder: TemporaryFolder
    ) throws -> (path: String, block: Int, directory: Int, bytes: Int) {
        switch layout {
        case .sparse:
            let path = folder("raster.tif")
            let created = try Dataset.create(
                path, size: Self.size, bands: 1, type: .uint8, options: Self.tiles + ["SPARSE_OK=TRUE"])
            let part = Window(x: 64, y: 0, width: 36, height: 64)
            try created.write(part, from: PixelBuffer(type: .uint8, size: part.size, bands: 1))
            try created.close()
            return (path, 1, 0, 64 * 64)
        case .planes:
            // Of the last band.
            let path = try write(Self.tiles + ["INTERLEAVE=BAND"], bands: [.red, .green, .blue], in: folder)
            return (path, 9, 0, 64 * 64)
        case .strips:
            let path = try write(Self.strips(7) + ["PHOTOMETRIC=MINISWHITE"], type: .uint16, in: folder)
            return (path, 14, 0, 2 * 100 * 2)
        case .whiteIsZero:
            return (try write(Self.tiles + ["PHOTOMETRIC=MINISWHITE"], in: folder), 0, 0, 64 * 64)
        case .overview:
            let path = try write(Self.tiles, size: Size(width: 200, height: 200), in: folder)
            let file = try Dataset.open(path, update: true)
            try file.buildOverviews(levels: 1, resampling: "AVERAGE")
            try file.close()
            let image = try ImageBlocks(of: TIFFStructure(of: LocalFile(path)).directories[1].directory)
            return (path, 0, 1, image.blockWidth * image.blockHeight)
        case .largeStrip:
            let size = Size(width: 2600, height: 1800)
            return (try write(Self.strips(1800), size: size, in: folder), 0, 0, size.area)
        }
    }

    private static func strips(_ rows: Int) -> [String] { ["COMPRESS=DEFLATE", "BLOCKYSIZE=\(rows)"] }

    /// The bytes of a raster, or of its overview.
    private func read(_ layout: Layout, _ path: String) throws -> [UInt8] {
        let dataset = try Dataset.open(path)
        let size = layout == .overview ? Self.size : dataset.size
        let buffer = PixelBuffer(type: layout == .strips ? .uint16 : .uint8, size: size, bands: dataset.bandCount)
        try dataset.read(Window(size), level: layout == .overview ? .overview(0) : .full, into: buffer)
        return withExtendedLifetime(buffer) { Array(buffer.bytes) }
    }

    @Test(arguments: Layout.allCases, [false, true])
    func `what there is room for is read of a block that holds more than its place, and nothing else`(
        layout: Layout, stored: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let (path, block, directory, bytes) = try make(layout, in: folder)
            try replace(block, by: try deflated(bytes), of: path, directory: directory)
            let expected = try read(layout, path)
            try replace(block, by: try deflated(bytes + 300, stored: stored), of: path, directory: directory)
            soil(bytes)
            #expect(try read(layout, path) == expected)
        }
    }

    @Test(arguments: [16, 4])
    func `a last strip with rows below the image is read as far as the image goes`(rows: Int) async throws {
        try await withTemporaryFolder { folder in
            // Six strips of 16 rows, and four rows.
            let path = try write(Self.strips(16), in: folder)
            try replace(6, by: try deflated(rows * 100), of: path)
            let dataset = try Dataset.open(path)
            let window = Window(x: 0, y: 90, width: 100, height: 10)
            let buffer = PixelBuffer(type: .uint8, size: window.size, bands: 1)
            try dataset.read(window, into: buffer)
            withExtendedLifetime(buffer) { #expect(buffer.bytes[600...].allSatisfy { $0 == 7 }) }
        }
    }

    @Test func `a block that promises more than its place and has less is an error`() async throws {
        try await withTemporaryFolder { folder in
            let (path, block, directory, bytes) = try make(.sparse, in: folder)
            let cut = try deflated(bytes + 300, stored: true).prefix(bytes / 2)
            try replace(block, by: Array(cut), of: path, directory: directory)
            let error = #expect(throws: GDALError.self) { try read(.sparse, path) }
            #expect(error?.description.contains("it is damaged or cut off, so get it again") == true)
        }
    }
}

private struct NoMemory: Error {}
