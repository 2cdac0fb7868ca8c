import COGEncoding
import CanopyCOG
import CanopyTesting
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@Suite("The layout of canopy's own")
struct LayoutTests {
    /// A raster with seams of tiles in both directions, a rim, and a corner without a valid pixel.
    private static func fixture(
        _ type: PixelType, _ bands: [ColorInterpretation], _ validity: Validity
    ) throws -> RasterFixture {
        var fixture = try RasterFixture(width: 1131, height: 837, type: type, bands: bands, validity: validity) {
            column, row, band in
            if case .alpha(band) = validity { return column < 530 && row < 530 || column % 11 == 0 ? 0 : 200 }
            if column < 530, row < 530 { return 7 }
            return Double((column * 7919 ^ row * 104_729 ^ band) % 97) + (column % 13 == 0 ? 0.5 : 0)
        }
        fixture.isValid = { column, row in (column >= 530 || row >= 530) && column % 11 != 0 }
        return fixture
    }

    @Test(
        "has the pixels, masks and overviews that GDAL's driver lays out",
        arguments: [
            (PixelType.uint8, [ColorInterpretation.red, .green, .blue, .alpha], Validity.alpha(band: 3)),
            (.uint8, [.red, .green, .blue], .mask), (.uint16, [.gray, .undefined], .nodata(.real(7))),
            (.int16, [.gray], .mask), (.float32, [.gray], .nodata(.real(7))), (.float64, [.gray, .undefined], .all),
        ])
    func sameAsGDAL(type: PixelType, bands: [ColorInterpretation], validity: Validity) async throws {
        try await withTemporaryFolder { folder in
            var fixture = try Self.fixture(type, bands, validity)
            for tiling in [["TILED=YES", "BLOCKXSIZE=176", "BLOCKYSIZE=240"], ["BLOCKYSIZE=3"]] {
                fixture.options = ["COMPRESS=DEFLATE"] + tiling
                let input = try fixture.write(to: folder("a.tif"))
                var options = COG.Options()
                options.overwrite = true
                options.writing.jobs = 3
                // What canopy does not do itself goes through GDAL's driver.
                options.writing.compression = .lzw
                let slow = try COG(options: options).run(.init(input: RasterInput(input), output: folder("slow.tif")))
                for compression in [Compression.deflate, .zstd, .none] where compression.isAvailable {
                    for predictor in [PredictorChoice.yes, .no] where compression.takesPredictor || predictor == .no {
                        options.writing.compression = compression
                        options.writing.predictor = predictor
                        let fast = try COG(options: options).run(
                            .init(input: RasterInput(input), output: folder("fast.tif")))
                        try expectSame(folder("fast.tif"), folder("slow.tif"))
                        expectSame(fast.raster, slow.raster)
                        #expect(try COGValidation().run(RasterInput(folder("fast.tif"))).valid)
                    }
                }
            }
        }
    }

    private func expectSame(_ fast: String, _ slow: String) throws {
        let count = try Dataset.open(slow).overviews.count
        #expect(try Dataset.open(fast).overviews.count == count)
        for level in [Level.full] + (0..<count).map({ .overview($0) }) {
            let a = try RasterContent(fast, level: level)
            let b = try RasterContent(slow, level: level)
            #expect(a.bytes == b.bytes, "\(level)")
            #expect(a.maskBytes == b.maskBytes, "mask, \(level)")
            if level == .full { #expect(a.profile == b.profile) }
        }
    }

    private func expectSame(_ fast: RasterReport, _ slow: RasterReport) {
        #expect(fast.validPixels == slow.validPixels)
        for (a, b) in zip(fast.bands, slow.bands) {
            #expect(a.minimum == b.minimum && a.maximum == b.maximum && a.validPixels == b.validPixels)
            #expect(abs((a.mean ?? 0) - (b.mean ?? 0)) < 1e-9)
            #expect(abs((a.deviation ?? 0) - (b.deviation ?? 0)) < 1e-9)
        }
    }

    @Test("takes a huge raster of which little is there for what is there")
    func sparse() async throws {
        try await withTemporaryFolder { folder in
            let size = Size(width: 30_000, height: 20_000)
            let dataset = try Dataset.create(
                folder("a.tif"), size: size, bands: 1, type: .float32,
                options: ["SPARSE_OK=TRUE", "TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=YES"])
            let window = Window(x: 17_000, y: 9000, width: 300, height: 200)
            let chunk = RasterChunk(window: window, type: .float32, bands: 1, hasMask: false)
            let samples = chunk.pixels.samples(as: Float.self)
            for index in samples.indices { samples[index] = Float(index % 1000) }
            try dataset.write(window, from: chunk.pixels)
            try dataset.close()
            let report = try COG().run(.init(input: RasterInput(folder("a.tif")), output: folder("cog.tif")))
            // What is not there reads as 0, which without a nodata value is valid.
            #expect(report.raster.validPixels == size.area)
            #expect(report.raster.bands[0].maximum == 999)
            let expected = samples.reduce(0) { $0 + Double($1) } / Double(size.area)
            #expect(abs((report.raster.bands[0].mean ?? 0) - expected) < 1e-9)
            let result = try Dataset.open(folder("cog.tif"))
            let copy = PixelBuffer(type: .float32, size: window.size, bands: 1)
            try result.read(window, into: copy)
            #expect(Array(copy.bytes) == Array(chunk.pixels.bytes))
            #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
        }
    }
}

extension Compression {
    /// Whether this GDAL could read it.
    fileprivate var isAvailable: Bool { self == .none || GDALLibrary.supports(compression: rawValue.uppercased()) }
}
