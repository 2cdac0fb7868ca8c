import COGEncoding
import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

@Suite("A crop")
struct CropTests {
    @Test("keeps what the raster says about itself", arguments: ["Area", "Point"], OutputFormat.allCases)
    func metadata(meaning: String, format: OutputFormat) async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(
                type: .int16, bands: [.gray, .undefined], validity: .nodata(.real(-32768)), crs: "EPSG:32617+5703")
            fixture.profile.bands[0].name = "surface"
            fixture.profile.bands[0].unit = "cm"
            fixture.profile.bands[0].scale = 0.01
            fixture.profile.bands[0].offset = 30
            fixture.profile.bands[1].name = "deviation"
            fixture.profile.bands[1].metadata = ["SENSOR": "lidar"]
            fixture.profile.metadata = [
                "": ["TIFFTAG_SOFTWARE": "a program", "AREA_OR_POINT": meaning, "PROJECT": "forest"]
            ]
            let input = try fixture.write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 7...15, to: folder("b.gpkg"))
            var options = Crop.Options()
            options.writing.format = format
            _ = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            let source = try RasterContent(input).profile
            var expected = source
            expected.size = Size(width: 10, height: 8)
            expected.georeference.transform = source.georeference.transform?.shifted(toColumn: 5, row: 7)
            #expect(try RasterContent(folder("c.tif")).profile == expected)
            #expect(source.georeference.crs?.contains("NAVD88") == true)
            #expect(source.metadata[""]?["AREA_OR_POINT"] == meaning)
        }
    }

    @Test("keeps a palette; names of classes, which no TIFF can hold, are dropped with a warning")
    func palette() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(type: .uint8, bands: [.palette], validity: .nodata(.real(0)))
            fixture.profile.bands[0].palette = (0..<256).map {
                PaletteColor(red: Int16($0), green: 3, blue: Int16(255 - $0), alpha: 255)
            }
            fixture.profile.bands[0].categories = ["none", "oak", "pine"]
            let input = try fixture.write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 7...15, to: folder("b.gpkg"))
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            let source = try RasterContent(input).profile
            let result = try RasterContent(folder("c.tif")).profile
            #expect(result.bands[0].palette == source.bands[0].palette)
            #expect(result.bands[0].interpretation == .palette)
            #expect(result.validity == .nodata(.real(0)))
            #expect(report.warnings.count == 1)
            #expect(try folder.names() == ["a.tif", "a.tif.aux.xml", "b.gpkg", "c.tif"])
        }
    }

    @Test("loses statistics of the whole raster and gets its own", .enabled { await GDALTools.arePresent() })
    func statistics() async throws {
        try await withTemporaryFolder { folder in
            for (type, bands, validity) in [
                (PixelType.float32, [ColorInterpretation.gray], Validity.nodata(.real(-9999))),
                (.uint8, [.red, .green, .blue], .all), (.uint16, [.gray], .all), (.uint8, [.gray], .mask),
            ] {
                var fixture = try RasterFixture(type: type, bands: bands, validity: validity)
                fixture.profile.bands[0].metadata = ["STATISTICS_MAXIMUM": "12345"]
                let input = try fixture.write(to: folder("a.tif"))
                let boundary = try PolygonFile.write(
                    "POLYGON ((400005 2999995, 400033.3 2999990, 400012 2999974, 400005 2999995))",
                    to: folder("b.gpkg"))
                var options = Crop.Options()
                options.overwrite = true
                let report = try Crop(options: options).run(
                    .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                let expected = try await GDALTools.statistics(of: [folder("c.tif")])[0]
                for (band, figures) in zip(report.raster.bands, expected) {
                    let figures = try #require(figures)
                    #expect(band.minimum == figures.minimum && band.maximum == figures.maximum)
                    #expect(abs((band.mean ?? .nan) - figures.mean) < 1e-6)
                    #expect(abs((band.deviation ?? .nan) - figures.deviation) < 1e-6)
                }
                #expect(report.raster.bands[0].validPixels < report.window.size.area)
            }
        }
    }

    @Test("of a crop is the same crop", arguments: OutsideCase.all)
    func idempotent(example: OutsideCase) async throws {
        try await withTemporaryFolder { folder in
            let fixture = try RasterFixture(type: example.type, bands: example.bands, validity: example.validity)
            let input = try fixture.write(to: folder("a.tif"))
            let boundary = try PolygonFile.write(
                "POLYGON ((400005 2999995, 400033.3 2999990, 400012 2999974, 400005 2999995))", to: folder("b.gpkg"))
            var options = Crop.Options()
            options.alphaBand = example.alphaBand
            _ = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            options.alphaBand = nil
            let again = try Crop(options: options).run(
                .init(input: RasterInput(folder("c.tif")), boundary: boundary, output: folder("d.tif")))
            #expect(again.warnings == [])
            let first = try Data(contentsOf: URL(filePath: folder("c.tif")))
            #expect(first == (try Data(contentsOf: URL(filePath: folder("d.tif")))))
        }
    }

    @Test("is the same file for any number of jobs, and any memory that holds its tiles")
    func jobs() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(
                width: 1500, height: 1200, type: .uint8, bands: [.red, .green, .blue],
                transform: GeoTransform(originX: 400_000, pixelWidth: 0.1, originY: 3_000_000, pixelHeight: -0.1)
            ).write(to: folder("a.tif"))
            let boundary = try PolygonFile.write(
                "POLYGON ((400003 2999998, 400143.3 2999990, 400122 2999894, 400005 2999902, 400003 2999998))",
                to: folder("b.gpkg"))
            var files: [Data] = []
            for (jobs, memory) in [(1, 512 << 20), (4, 512 << 20), (1, 16 << 20), (3, 16 << 20)] {
                var options = Crop.Options()
                options.overwrite = true
                options.writing.jobs = jobs
                options.writing.memory = memory
                _ = try Crop(options: options).run(
                    .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                files.append(try Data(contentsOf: URL(filePath: folder("c.tif"))))
            }
            for file in files.dropFirst() { #expect(file == files[0]) }
        }
    }

    @Test("without a valid pixel is an error that leaves nothing")
    func nothingValid() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.box(5...15, 5...15, to: folder("b.gpkg"))
            let between = try PolygonFile.box(5.6...6.4, 5...15, to: folder("between.gpkg"))
            let empty = try RasterFixture(validity: .nodata(.real(0))) { column, _, _ in column < 20 ? 0 : 1 }
                .write(to: folder("empty.tif"))
            let clear = try RasterFixture(type: .uint8, bands: [.gray, .alpha], validity: .alpha(band: 1)) {
                _, _, band in band == 0 ? 9 : 0
            }.write(to: folder("clear.tif"))
            let full = try RasterFixture().write(to: folder("full.tif"))
            let before = try folder.names()
            for (input, boundary) in [(empty, boundary), (clear, boundary), (full, between)] {
                #expect(throws: CropError.nothingValid(raster: input, boundary: boundary)) {
                    try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                }
                #expect(try folder.names() == before)
            }
        }
    }

    @Test("is none where only some bands have valid pixels, but their pixels are kept")
    func laterBands() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(
                type: .uint16, bands: [.gray, .undefined], validity: .nodata(.real(0))
            ) { _, _, band in Double(band) }.write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 5...15, to: folder("b.gpkg"))
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(report.raster.validPixels == 100)
            #expect(report.raster.bands.map(\.validPixels) == [0, 100])
        }
    }

    @Test("that fails in the middle leaves nothing and names what failed")
    func damaged() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 300, height: 300)
            fixture.options = ["COMPRESS=DEFLATE"]
            let input = try fixture.write(to: folder("a.tif"))
            let whole = try Data(contentsOf: URL(filePath: input))
            try whole.prefix(whole.count / 2).write(to: URL(filePath: input))
            let boundary = try PolygonFile.box(5...250, 5...250, to: folder("b.gpkg"))
            let error = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            }
            #expect(error?.description.contains("of '\(input)': it is damaged or cut off") == true)
            #expect(try folder.names() == ["a.tif", "b.gpkg"])
        }
    }

    @Test("replaces a file only where told to")
    func overwrite() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture().write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 5...15, to: folder("b.gpkg"))
            try folder.file("c.tif", "mine")
            let error = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            }
            #expect(error?.explanation.remedies.contains(.overwrite) == true)
            #expect(try String(contentsOfFile: folder("c.tif"), encoding: .utf8) == "mine")
            var options = Crop.Options()
            options.overwrite = true
            _ = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(try RasterContent(folder("c.tif")).size == Size(width: 10, height: 10))
            #expect(try folder.names() == ["a.tif", "b.gpkg", "c.tif"])
        }
    }

    @Test("has overviews of all that is inside, though there is nothing in its last rows", arguments: [1, 2])
    func overviewsAboveNothing(jobs: Int) async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 20, height: 1300) { _, _, _ in 5 }.write(to: folder("a.tif"))
            // The sliver covers no pixel's center; the window reaches down to its end.
            let boundary = try PolygonFile.write(
                PolygonFile.box(0...20, 0...1000), PolygonFile.box(5.6...5.9, 1000...1290), to: folder("b.gpkg"))
            var options = Crop.Options()
            options.writing.jobs = jobs
            _ = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            for (level, height) in [500, 250].enumerated() {
                let overview = try RasterContent(folder("c.tif"), level: .overview(level))
                #expect(overview.values().count { $0 == 5 } == (10 >> level) * height)
            }
        }
    }

    @Test("has overviews that no pixel from outside has flown into")
    func overviews() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1100, height: 600) { _, _, _ in 5 }.write(to: folder("a.tif"))
            let boundary = try PolygonFile.write(
                "POLYGON ((400005 2999995, 401090.3 2999990, 400612 2999404, 400005 2999995))", to: folder("b.gpkg"))
            _ = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(try Dataset.open(folder("c.tif")).overviews.count == 2)
            for level in 0..<2 {
                let values = try RasterContent(folder("c.tif"), level: .overview(level)).values()
                #expect(values.contains(5))
                #expect(values.allSatisfy { $0 == 5 || $0.isNaN })
            }
        }
    }
}
