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
        case sparse, planes, strips, whiteIsZero, mask, maskBeside, overview, overviewBeside, largeStrip, elsewhere
    }

    private func write(
        _ options: [String], to name: String = "raster.tif", type: PixelType = .uint8,
        bands: [ColorInterpretation] = [.gray], validity: Validity = .all, size: Size = size,
        in folder: TemporaryFolder
    ) throws -> String {
        var fixture = try RasterFixture(
            width: size.width, height: size.height, type: type, bands: bands, validity: validity, crs: nil)
        fixture.options = options
        fixture.isValid = { column, row in column + row > 40 }
        // Else GDAL takes no file of that name for a mask.
        if name.hasSuffix(".msk") { fixture.profile.metadata = ["": ["INTERNAL_MASK_FLAGS_1": "2"]] }
        return try fixture.write(to: folder(name))
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

    /// Makes a file, and says how it is read and which block is in the way: its number, directory and bytes.
    private func make(
        _ layout: Layout, in folder: TemporaryFolder
    ) throws -> (path: String, damaged: String, block: Int, directory: Int, bytes: Int) {
        let colors: [ColorInterpretation] = [.red, .green, .blue]
        func plain(_ path: String, _ block: Int, _ bytes: Int, directory: Int = 0) -> (String, String, Int, Int, Int) {
            (path, path, block, directory, bytes)
        }
        switch layout {
        case .sparse:
            let path = folder("raster.tif")
            let created = try Dataset.create(
                path, size: Self.size, bands: 1, type: .uint8, options: Self.tiles + ["SPARSE_OK=TRUE"])
            let part = Window(x: 64, y: 0, width: 36, height: 64)
            try created.write(part, from: PixelBuffer(type: .uint8, size: part.size, bands: 1))
            try created.close()
            return plain(path, 1, 64 * 64)
        case .planes:
            // Of the last band.
            return plain(try write(Self.tiles + ["INTERLEAVE=BAND"], bands: colors, in: folder), 9, 64 * 64)
        case .strips:
            return plain(
                try write(Self.strips(7) + ["PHOTOMETRIC=MINISWHITE"], type: .uint16, in: folder), 14, 2 * 100 * 2)
        case .whiteIsZero:
            return plain(try write(Self.tiles + ["PHOTOMETRIC=MINISWHITE"], in: folder), 0, 64 * 64)
        case .mask:
            return plain(try write(Self.tiles, validity: .mask, in: folder), 3, 64 * 64 / 8, directory: 1)
        case .maskBeside:
            let path = try write(Self.tiles, in: folder)
            let mask = try write(Self.tiles, to: "raster.tif.msk", in: folder)
            return (path, mask, 2, 0, 64 * 64)
        case .overview, .overviewBeside:
            let path = try write(Self.tiles, size: Size(width: 200, height: 200), in: folder)
            if layout == .overviewBeside {
                return (path, try write(Self.tiles, to: "raster.tif.ovr", in: folder), 2, 0, 64 * 64)
            }
            let file = try Dataset.open(path, update: true)
            try file.buildOverviews(levels: 1, resampling: "AVERAGE")
            try file.close()
            let image = try ImageBlocks(of: TIFFStructure(of: LocalFile(path)).directories[1].directory)
            return plain(path, 0, image.blockWidth * image.blockHeight, directory: 1)
        case .largeStrip:
            let size = Size(width: 2600, height: 1800)
            return plain(try write(Self.strips(1800), size: size, in: folder), 0, size.area)
        case .elsewhere:
            return plain(try write(Self.tiles, in: folder), 3, 64 * 64)
        }
    }

    private static func strips(_ rows: Int) -> [String] { ["COMPRESS=DEFLATE", "BLOCKYSIZE=\(rows)"] }

    /// The bytes of a raster, or of its mask.
    private func read(_ layout: Layout, _ path: String) throws -> [UInt8] {
        let dataset: Dataset
        if layout == .elsewhere {
            dataset = try Dataset.open(MemoryFile(Array(try Data(contentsOf: URL(filePath: path)))))
        } else {
            dataset = try Dataset.open(path)
        }
        let isOverview = layout == .overview || layout == .overviewBeside
        let isMask = layout == .mask || layout == .maskBeside
        let size = isOverview ? Self.size : dataset.size
        let buffer = PixelBuffer(
            type: layout == .strips ? .uint16 : .uint8, size: size, bands: isMask ? 1 : dataset.bandCount)
        if isMask {
            try dataset.readMask(Window(size), into: buffer)
        } else {
            try dataset.read(Window(size), level: isOverview ? .overview(0) : .full, into: buffer)
        }
        return withExtendedLifetime(buffer) { Array(buffer.bytes) }
    }

    @Test(arguments: Layout.allCases, [false, true])
    func `what there is room for is read of a block that holds more than its place, and nothing else`(
        layout: Layout, stored: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let (path, damaged, block, directory, bytes) = try make(layout, in: folder)
            try replace(block, by: try deflated(bytes), of: damaged, directory: directory)
            let expected = try read(layout, path)
            try replace(block, by: try deflated(bytes + 300, stored: stored), of: damaged, directory: directory)
            soil(bytes)
            let found = Result { try read(layout, path) }
            // Where canopy reads blocks itself, it is an error.
            if case .failure(let error as GDALError) = found {
                #expect(error.description.contains("it is damaged or cut off, so get it again"))
            } else {
                #expect(try found.get() == expected)
            }
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

    @Test func `a block that has no meaning where it is too long is an error`() async throws {
        try await withTemporaryFolder { folder in
            let (path, damaged, block, directory, bytes) = try make(.sparse, in: folder)
            // The first part is short of the place, the second has another length in its second copy.
            let parts = try deflated(bytes - 10, stored: true).dropLast(4) + [1, 0xFF, 0xFF, 0, 0x80]
            var wrong = Array(parts)
            wrong[2] = 0
            try replace(block, by: wrong, of: damaged, directory: directory)
            #expect(throws: GDALError.self) { try read(.sparse, path) }
        }
    }
}

private struct NoMemory: Error {}
