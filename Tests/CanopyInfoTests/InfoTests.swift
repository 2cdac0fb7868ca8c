import CanopyCOG
import CanopyInfo
import CanopyTesting
import Foundation
import Raster
import RasterIO
import Testing

@Suite("Information about a raster") struct InfoTests {
    private func withCOG(_ body: (TemporaryFolder, String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(
                width: 1100, height: 700, validity: .nodata(.real(-9999)), crs: "EPSG:32617+5703")
            fixture.profile.bands[0].name = "surface"
            fixture.profile.bands[0].unit = "m"
            let input = try fixture.write(to: folder("raw.tif"))
            _ = try COG().run(.init(input: RasterInput(input), output: folder("a.tif")))
            try await body(folder, folder("a.tif"))
        }
    }

    @Test func `tells of grid, system, bands, validity, storage and overviews`() async throws {
        try await withCOG { _, path in
            let report = try Info().run(RasterInput(path))
            let raster = report.raster
            #expect(raster.path == path && report.input == path)
            #expect(raster.bytes == (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int))
            #expect(raster.size == Size(width: 1100, height: 700))
            #expect(raster.bounds == Bounds(minX: 400_000, minY: 2_999_300, maxX: 401_100, maxY: 3_000_000))
            #expect(raster.crs?.vertical == "NAVD88 height")
            #expect(raster.crs?.wkt.isEmpty == false)
            #expect(raster.sampleType == .float32)
            #expect(raster.bands.map(\.name) == ["surface"] && raster.bands.map(\.unit) == ["m"])
            #expect(raster.validity.kind == .nodata && raster.validity.nodata == "-9999")
            #expect(raster.storage.blockSize == Size(width: 512, height: 512))
            #expect(raster.storage.compression == "DEFLATE")
            #expect(raster.overviews == [Size(width: 550, height: 350), Size(width: 275, height: 175)])
            #expect(report.cog?.valid == true)
        }
    }

    @Test func `goes through JSON and back`() async throws {
        try await withCOG { _, path in
            let report = try Info().run(RasterInput(path))
            let again = try JSONDecoder().decode(Info.Report.self, from: JSONEncoder().encode(report))
            #expect(again == report)
        }
    }

    @Test func `is the same of a file in a store, for a few requests`() async throws {
        try await withCOG { _, path in
            let content = Array(try Data(contentsOf: URL(filePath: path)))
            let store = RangeStore(content, name: path)
            #expect(try Info().run(RasterInput(store)) == Info().run(RasterInput(path)))
            #expect(store.requests <= 12, "\(store.requests) requests")
            #expect(store.bytesGiven <= 64 << 10, "\(store.bytesGiven) bytes")
            let other = RangeStore(content, name: path)
            #expect(try COGValidation().run(RasterInput(other)) == COGValidation().run(RasterInput(path)))
            #expect(other.requests <= 12, "\(other.requests) requests")
        }
    }

    @Test func `says what keeps a raster from being cloud optimized`() async throws {
        try await withTemporaryFolder { folder in
            let path = try RasterFixture(width: 600, height: 20).write(to: folder("a.tif"))
            let report = try Info().run(RasterInput(path))
            #expect(report.cog?.valid == false)
            #expect(report.cog?.errors.isEmpty == false)
            var options = Info.Options()
            options.validates = false
            #expect(try Info(options: options).run(RasterInput(path)).cog == nil)
        }
    }

    @Test func `fails with a sentence where there is no raster`() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: InfoError.raster(.missing(folder("absent.tif")))) {
                try Info().run(RasterInput(folder("absent.tif")))
            }
            let error = #expect(throws: InfoError.self) { try Info().run(RasterInput(folder.path)) }
            #expect(error?.description == "cannot open '\(folder.path)': it is a folder; name a GeoTIFF")
            let text = try folder.file("a.tif", "no raster")
            #expect(throws: InfoError.self) { try Info().run(RasterInput(text)) }
        }
    }

    @Test(arguments: 0..<8) func `fails with the store's sentence, at whatever request`(request: Int) async throws {
        try await withCOG { _, path in
            let content = Array(try Data(contentsOf: URL(filePath: path)))
            let whole = RangeStore(content, name: path, milliseconds: 0)
            _ = try Info().run(RasterInput(whole))
            guard request < whole.requests else { return }
            let store = RangeStore(content, name: path, milliseconds: 0, fault: .failsOnce(atRequest: request))
            let error = #expect(throws: InfoError.self) { try Info().run(RasterInput(store)) }
            #expect(error?.description.contains(RangeStore.sentence) == true, "\(String(describing: error))")
        }
    }
}
