import CanopyTesting
import GDAL
import Raster
import Testing

/// Zeros are what GDAL reads where it does not find a block. They are the file's only where it says so.
struct LostBlockTests {
    private static let offsets: UInt16 = 324
    private static let byteCounts: UInt16 = 325

    /// A raster of 2 x 2 tiles.
    private func tiled(_ options: [String] = [], in folder: TemporaryFolder) throws -> String {
        var fixture = try RasterFixture(width: 100, height: 100, type: .uint8, crs: nil)
        fixture.options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"] + options
        return try fixture.write(to: folder("raster.tif"))
    }

    private func read(_ path: String, _ window: Window, level: Level = .full) throws {
        let buffer = PixelBuffer(type: .uint8, size: window.size, bands: 1)
        try Dataset.open(path).read(window, level: level, into: buffer)
    }

    private func isEmpty(_ path: String, _ window: Window) throws -> Bool {
        let dataset = try Dataset.open(path)
        return dataset.isEmpty(window)
    }

    private let topLeft = Window(x: 0, y: 0, width: 64, height: 64)
    private let all = Window(x: 0, y: 0, width: 100, height: 100)

    @Test(
        arguments: [
            ([8, 0, 0, 0], [0, 0, 0, 0]), ([0, 0, 0, 0], [10, 0, 0, 0]),
            ([4_294_967_290, 0, 0, 0], [4_294_967_295, 0, 0, 0]),
        ] as [([UInt32], [UInt32])])
    func `a block without a place, a size or bytes in the file is an error and not empty`(
        offsets: [UInt32], byteCounts: [UInt32]
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = try tiled(in: folder)
            var surgery = try TIFFSurgery(path)
            try surgery.set(offsets, as: Self.offsets)
            try surgery.set(byteCounts, as: Self.byteCounts)
            try surgery.close()
            #expect(try !isEmpty(path, topLeft))
            let error = #expect(throws: GDALError.self) { try read(path, topLeft) }
            #expect(error?.description.contains("it is damaged or cut off") == true)
            // The other blocks were never written.
            let rest = Window(x: 64, y: 64, width: 36, height: 36)
            #expect(try isEmpty(path, rest))
            try read(path, rest)
        }
    }

    @Test func `an index that is not in the file, or too short, keeps it from being opened`() async throws {
        try await withTemporaryFolder { folder in
            for change in [0, 1] {
                let path = try tiled(in: folder)
                var surgery = try TIFFSurgery(path)
                if change == 0 {
                    try surgery.setCount(3, of: Self.offsets)
                } else {
                    try surgery.set(1 << 20, as: 256)
                    try surgery.set(1 << 20, as: 257)
                }
                try surgery.close()
                let error = #expect(throws: GDALError.self) { try read(path, topLeft) }
                #expect(error?.description.contains("the file is damaged") == true)
            }
        }
    }

    @Test func `a codec that goes on with less than there should be has failed`() async throws {
        try await withTemporaryFolder { folder in
            for compression in ["DEFLATE", "LZW", "PACKBITS", "JPEG", "ZSTD"]
            where GDALLibrary.supports(compression: compression) {
                let path = try tiled(["COMPRESS=\(compression)"], in: folder)
                var surgery = try TIFFSurgery(path)
                // All blocks are as short as a few bytes.
                try surgery.set([9, 9, 9, 9], as: Self.byteCounts)
                try surgery.close()
                #expect(throws: GDALError.self, "\(compression)") { try read(path, all) }
            }
        }
    }

    @Test func `a mask whose blocks are lost is an error`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 100, height: 100, type: .uint8, validity: .mask, crs: nil)
            fixture.options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]
            let path = try fixture.write(to: folder("raster.tif"))
            var surgery = try TIFFSurgery(path)
            try surgery.set([1 << 30, 1 << 30, 1 << 30, 1 << 30], as: Self.offsets, directory: 1)
            try surgery.close()
            let mask = PixelBuffer(type: .uint8, size: all.size, bands: 1)
            #expect(throws: GDALError.self) { try Dataset.open(path).readMask(all, into: mask) }
            try read(path, all)
        }
    }

    @Test func `an overview whose blocks are lost is an error where it is read`() async throws {
        try await withTemporaryFolder { folder in
            let path = try tiled(in: folder)
            let dataset = try Dataset.open(path, update: true)
            try dataset.buildOverviews(levels: 1, resampling: "AVERAGE")
            try dataset.close()
            var surgery = try TIFFSurgery(path)
            try surgery.set(1 << 30, as: Self.offsets, directory: 1)
            try surgery.close()
            try read(path, all)
            #expect(throws: GDALError.self) {
                try read(path, Window(x: 0, y: 0, width: 50, height: 50), level: .overview(0))
            }
        }
    }

    @Test func `what a sparse file does not have is empty`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("sparse.tif")
            let created = try Dataset.create(
                path, size: all.size, bands: 1, type: .uint8,
                options: ["SPARSE_OK=TRUE", "TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"])
            try created.write(topLeft, from: PixelBuffer(type: .uint8, size: topLeft.size, bands: 1))
            try created.close()
            #expect(try isEmpty(path, Window(x: 64, y: 0, width: 36, height: 100)))
            try read(path, all)
        }
    }
}
