import CanopyTesting
import Files
import Foundation
import Raster
import TIFF
import Testing

@testable import GDAL

/// Pixels that canopy decodes by itself are those that GDAL gives, whatever is done to the file.
struct BlockReaderTests {
    /// How a file is stored, in GDAL's words.
    struct Storage: Sendable, CustomTestStringConvertible {
        let type: PixelType
        let bands: Int
        let options: [String]
        var testDescription: String { "\(type.rawValue) x \(bands) \(options.joined(separator: " "))" }

        init(_ type: PixelType, bands: Int, _ options: [String]) {
            self.type = type
            self.bands = bands
            self.options = options
        }
    }

    private static let size = Size(width: 301, height: 203)

    static let usual: [Storage] = {
        let blocks = [
            ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=32"], ["BLOCKYSIZE=1"], ["BLOCKYSIZE=7"], ["BLOCKYSIZE=203"],
        ]
        let types = PixelType.allCases.filter { $0 != .int8 && $0 != .int64 && $0 != .uint64 }
        return types.flatMap { type in
            blocks.flatMap { blocks in
                ["NONE", "LZW", "DEFLATE", "ZSTD"].flatMap { codec in
                    (codec == "NONE" ? [1] : type.isFloat ? [1, 2, 3] : [1, 2]).map { predictor in
                        // Three and four bands in turn, and one.
                        let bands = [1, 4, 3, 1][(predictor + blocks.count + type.byteCount) % 4]
                        let options = blocks + ["COMPRESS=\(codec)", "PREDICTOR=\(predictor)", "INTERLEAVE=PIXEL"]
                        return Storage(
                            type, bands: bands,
                            codec == "NONE" ? options.filter { !$0.hasPrefix("PREDICTOR") } : options)
                    }
                }
            }
        }
    }()

    /// Smooth in places and noisy in others, with runs of one value: short strings of bytes and long ones.
    private static func pixels(_ storage: Storage, size: Size = size) -> PixelBuffer {
        var random = SeededGenerator(seed: 1)
        let buffer = PixelBuffer(type: storage.type, size: size, bands: storage.bands)
        for index in buffer.bytes.indices {
            buffer.bytes[index] =
                switch index / 4096 % 3 {
                case 0: .random(in: 0...255, using: &random)
                case 1: UInt8(truncatingIfNeeded: index / 16)
                default: 7
                }
        }
        return buffer
    }

    private func write(_ storage: Storage, size: Size = size, to path: String) throws {
        let dataset = try Dataset.create(
            path, size: size, bands: storage.bands, type: storage.type, options: storage.options)
        try dataset.write(Window(size), from: Self.pixels(storage, size: size))
        try dataset.close()
    }

    /// What a window holds; `nil` where it cannot be read.
    private func content(
        _ window: Window, _ bands: [Int], _ type: PixelType, of dataset: borrowing Dataset
    ) -> [UInt8]? {
        let buffer = PixelBuffer(
            type: type, size: Size(width: window.width + 3, height: window.height + 2), bands: bands.count + 1)
        do { try dataset.read(window, bands: bands, into: buffer, column: 2, row: 1) } catch { return nil }
        return withExtendedLifetime(buffer) { Array(buffer.bytes) }
    }

    @Test(arguments: usual)
    func `blocks of all usual kinds are read without GDAL, and as GDAL reads them`(storage: Storage) async throws {
        try await withTemporaryFolder { folder in
            let path = folder("raster.tif")
            try write(storage, to: path)
            let dataset = try Dataset.open(path)
            let reader = try #require(dataset.stored?.reader)
            let whole = PixelBuffer(type: storage.type, size: Self.size, bands: storage.bands)
            #expect(try reader.read(Window(Self.size), Array(0..<storage.bands), into: whole, column: 0, row: 0))
            let pixels = Self.pixels(storage)
            withExtendedLifetime((whole, pixels)) { #expect(Array(whole.bytes) == Array(pixels.bytes)) }

            // Of a file in memory GDAL reads everything.
            let bytes = try LocalFile(path)
            let other = try Dataset.open(MemoryFile(try bytes.bytes(in: 0..<bytes.size)))
            var random = SeededGenerator(seed: 3)
            for _ in 0..<12 {
                let x = Int.random(in: 0..<Self.size.width, using: &random)
                let y = Int.random(in: 0..<Self.size.height, using: &random)
                let window = Window(
                    x: x, y: y, width: .random(in: 1...(Self.size.width - x), using: &random),
                    height: .random(in: 1...(Self.size.height - y), using: &random))
                let bands = (0..<storage.bands).shuffled(using: &random)
                    .prefix(.random(in: 1...storage.bands, using: &random))
                #expect(
                    content(window, Array(bands), storage.type, of: dataset)
                        == content(window, Array(bands), storage.type, of: other))
            }
        }
    }

    @Test(arguments: ["LZW", "DEFLATE", "ZSTD", "NONE"], [1, 2, 3])
    func `what is damaged is read as GDAL reads it, or not at all`(codec: String, seed: Int) async throws {
        let storage = Storage(
            .float32, bands: 1,
            ["COMPRESS=\(codec)", "BLOCKYSIZE=16"] + (codec == "NONE" ? [] : ["PREDICTOR=\(seed)"]))
        try await withTemporaryFolder { folder in
            let path = folder("raster.tif")
            try write(storage, to: path)
            let sound = try LocalFile(path)
            let bytes = try sound.bytes(in: 0..<sound.size)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<25 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    // Mostly in blocks, sometimes in tags.
                    let place = Int.random(in: 0..<damaged.count, using: &random)
                    damaged[place] = .random(in: 0...255, using: &random)
                }
                if Int.random(in: 0..<8, using: &random) == 0 {
                    damaged.removeLast(.random(in: 1..<damaged.count / 2, using: &random))
                }
                let name = try folder.file("damaged.tif", Data(damaged))
                guard let dataset = try? Dataset.open(name), let other = try? Dataset.open(MemoryFile(damaged)),
                    dataset.size == Self.size, other.size == Self.size
                else { continue }
                for row in stride(from: 0, to: Self.size.height, by: 16) {
                    let window = Window(
                        x: 0, y: row, width: Self.size.width, height: min(16, Self.size.height - row))
                    let ours = content(window, [0], .float32, of: dataset)
                    let theirs = content(window, [0], .float32, of: other)
                    // Of a wrong checksum libtiff says nothing.
                    #expect(ours == theirs || ours == nil && codec == "DEFLATE", "\(theirs == nil) \(row)")
                }
            }
        }
    }

    @Test(arguments: [["BLOCKYSIZE=16"], ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]])
    func `a block whose checksum is wrong is an error`(blocks: [String]) async throws {
        try await withTemporaryFolder { folder in
            let path = folder("raster.tif")
            try write(Storage(.uint16, bands: 1, ["COMPRESS=DEFLATE"] + blocks), to: path)
            let place = try #require(
                try ImageBlocks(of: TIFFStructure(of: LocalFile(path)).directories[0].directory).extent(of: 0))
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.seek(toOffset: place.offset + place.byteCount - 1)
            let last = try #require(try file.read(upToCount: 1)?.first)
            try file.seek(toOffset: place.offset + place.byteCount - 1)
            try file.write(contentsOf: Data([last ^ 1]))
            try file.close()
            let dataset = try Dataset.open(path)
            let buffer = PixelBuffer(type: .uint16, size: Size(width: 10, height: 2), bands: 1)
            let error = #expect(throws: GDALError.self) {
                try dataset.read(Window(x: 3, y: 0, width: 10, height: 2), into: buffer)
            }
            #expect(
                error?.description.contains(
                    "it is damaged or cut off, so get it again (a block is not what was written)") == true)
            // The others are sound.
            try dataset.read(Window(x: 100, y: 100, width: 10, height: 2), into: buffer)
        }
    }

    @Test func `what is not stored in a usual way is left to GDAL`() async throws {
        let unusual = [
            Storage(.uint8, bands: 3, ["INTERLEAVE=BAND"]), Storage(.uint8, bands: 1, ["NBITS=4"]),
            Storage(.uint8, bands: 3, ["COMPRESS=JPEG"]), Storage(.uint16, bands: 1, ["ENDIANNESS=BIG"]),
            Storage(.uint8, bands: 1, ["PHOTOMETRIC=MINISWHITE"]), Storage(.uint8, bands: 4, ["PHOTOMETRIC=CMYK"]),
            Storage(.uint8, bands: 1, ["COMPRESS=PACKBITS"]),
        ]
        try await withTemporaryFolder { folder in
            for storage in unusual {
                let path = folder("raster.tif")
                try write(storage, to: path)
                let dataset = try Dataset.open(path)
                #expect(dataset.stored?.reader == nil, "\(storage.testDescription)")
            }
        }
    }

    @Test func `blocks that are wanted again and again are left to GDAL, which keeps more of them`() async throws {
        // Two tiles take all that is kept.
        let storage = Storage(
            .float64, bands: 4, ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "INTERLEAVE=PIXEL"])
        try await withTemporaryFolder { folder in
            let path = folder("raster.tif")
            try write(storage, size: Size(width: 700, height: 200), to: path)
            let dataset = try Dataset.open(path)
            let reader = try #require(dataset.stored?.reader)
            let buffer = PixelBuffer(type: .float64, size: Size(width: 1, height: 1), bands: 4)
            func read(_ column: Int) throws -> Bool {
                try reader.read(
                    Window(x: column, y: 0, width: 1, height: 1), [0, 1, 2, 3], into: buffer, column: 0, row: 0)
            }
            for column in [0, 300, 600] { #expect(try read(column)) }
            for number in 0..<200 { _ = try read(number % 3 * 300) }
            #expect(try !read(0) || !read(300) || !read(600))
        }
    }
}
