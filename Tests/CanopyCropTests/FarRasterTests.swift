import COGEncoding
import CanopyCOG
import CanopyTesting
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

@Suite("A crop of a raster that lies in a store")
struct FarRasterTests {
    /// A Cloud Optimized GeoTIFF of several tiles whose pixels do not compress, and a boundary in it.
    private func withRaster(
        _ validity: Validity = .nodata(.real(-9999)), bands: [ColorInterpretation] = [.gray],
        _ body: (TemporaryFolder, _ cog: String, _ boundary: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let fixture = try RasterFixture(
                width: 1100, height: 900, type: .uint16, bands: bands, validity: validity
            ) { column, row, band in
                Double((column &* 7919 &+ row &* 104_729 &+ band &* 31 &+ column &* row) % 60_000 + 1)
            }
            let input = try fixture.write(to: folder("raw.tif"))
            let cog = folder("far.tif")
            _ = try COG().run(.init(input: RasterInput(input), output: cog))
            let boundary = try PolygonFile.box(300...900, 100.5...700.25, to: folder("b.gpkg"))
            try await body(folder, cog, boundary)
        }
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test("has the bytes that it has of the same file on this machine", arguments: [1, 4])
    func sameBytes(jobs: Int) async throws {
        for (validity, bands) in [
            (Validity.nodata(.real(0)), [ColorInterpretation.gray]), (.mask, [.red, .green, .blue]),
            (.alpha(band: 3), [.red, .green, .blue, .alpha]),
        ] {
            try await withRaster(validity, bands: bands) { folder, cog, boundary in
                let store = RangeStore(try bytes(cog), name: "s3://bucket/far.tif")
                var options = Crop.Options()
                options.writing.jobs = jobs
                let near = try Crop(options: options).run(
                    .init(input: RasterInput(cog), boundary: boundary, output: folder("near.tif")))
                let far = try Crop(options: options).run(
                    .init(input: RasterInput(store), boundary: boundary, output: folder("far-crop.tif")))
                #expect(try bytes(folder("near.tif")) == bytes(folder("far-crop.tif")))
                #expect(far.input == "s3://bucket/far.tif")
                #expect(far.window == near.window && far.warnings == near.warnings)
            }
        }
    }

    @Test("asks a few times, and for little more than what is inside")
    func requests() async throws {
        try await withRaster { folder, cog, boundary in
            let content = try bytes(cog)
            let store = RangeStore(content, name: "far.tif")
            var options = Crop.Options()
            options.writing.jobs = 1
            _ = try Crop(options: options).run(
                .init(input: RasterInput(store), boundary: boundary, output: folder("c.tif")))
            // Six tiles at full resolution, some looked at for the choice of the predictor as well.
            #expect(store.requests <= 30, "\(store.requests) requests")
            #expect(store.bytesGiven <= 2 * content.count, "\(store.bytesGiven) of \(content.count) bytes")
        }
    }

    @Test(
        "fails with the store's sentence, and leaves nothing",
        arguments: [RangeStore.Fault.fails(fromRequest: 0)]
            + (0..<12).map { RangeStore.Fault.failsOnce(atRequest: $0) })
    func failing(fault: RangeStore.Fault) async throws {
        try await withRaster { folder, cog, boundary in
            let names = try folder.names()
            let whole = RangeStore(try bytes(cog), name: "far.tif", milliseconds: 0)
            _ = try Crop().run(.init(input: RasterInput(whole), boundary: boundary, output: folder("c.tif")))
            try FileManager.default.removeItem(atPath: folder("c.tif"))
            let store = RangeStore(try bytes(cog), name: "far.tif", milliseconds: 0, fault: fault)
            if case .failsOnce(let request) = fault, request >= whole.requests { return }
            let error = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(store), boundary: boundary, output: folder("c.tif")))
            }
            #expect(error?.description.contains(RangeStore.sentence) == true, "\(String(describing: error))")
            #expect(error?.description.contains("'far.tif'") == true, "\(String(describing: error))")
            #expect(error?.description.contains("vsicanopy") == false)
            #expect(try folder.names() == names)
        }
    }

    @Test(
        "is refused where the store gives other bytes than it promised",
        arguments: [
            RangeStore.Fault.isShort(fromRequest: 0), .isShort(fromRequest: 1), .isShort(fromRequest: 2),
            .boasts(bytes: 1 << 40), .shrinks(to: 0), .shrinks(to: 20_000),
        ])
    func lying(fault: RangeStore.Fault) async throws {
        try await withRaster { folder, cog, boundary in
            let names = try folder.names()
            let store = RangeStore(try bytes(cog), name: "far.tif", milliseconds: 0, fault: fault)
            if case .boasts = fault {
                // What it boasts with is behind the last block, where nobody looks.
                _ = try Crop().run(.init(input: RasterInput(store), boundary: boundary, output: folder("c.tif")))
                return
            }
            #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(store), boundary: boundary, output: folder("c.tif")))
            }
            #expect(try folder.names() == names)
        }
    }

    @Test("is told of in the words that files have", arguments: ["", "no raster", "PK"])
    func noRaster(content: String) async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.box(5...15, 7...15, to: folder("b.gpkg"))
            let near = try folder.file("a.tif", content)
            let far = RangeStore(Array(content.utf8), name: near, milliseconds: 0)
            let nearError = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(near), boundary: boundary, output: folder("c.tif")))
            }
            let farError = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(far), boundary: boundary, output: folder("c.tif")))
            }
            #expect(nearError == farError)
        }
    }
}
