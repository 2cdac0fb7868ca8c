import COGEncoding
import CanopyCOG
import CanopyTesting
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@Suite("A raster rewritten as COG")
struct COGPixelTests {
    /// Types that this GDAL can write.
    private static let writableTypes = PixelType.allCases.filter { type in
        (try? Dataset.create("", driver: "MEM", size: Size(width: 1, height: 1), bands: 1, type: type)) != nil
    }

    @Test(
        "keeps its pixels, is valid and has exact statistics and overviews, whatever its type",
        .enabled { await GDALTools.arePresent() }, arguments: writableTypes)
    func types(type: PixelType) async throws {
        try await withTemporaryFolder { folder in
            var files: [(input: String, output: String)] = []
            for (number, bands) in Self.bandLists.enumerated() {
                // Wide or tall, so that tiles and strips have seams.
                let isWide = number.isMultiple(of: 2)
                var fixture = try RasterFixture(
                    width: isWide ? 1100 : 140, height: isWide ? 140 : 1100, type: type, bands: bands,
                    sample: Self.rough)
                if bands.contains(.alpha) {
                    fixture.profile.validity = .alpha(band: bands.count - 1)
                } else if number == 0 {
                    fixture.profile.validity = .nodata(.real(7))
                } else if number == 2 {
                    fixture.profile.validity = .mask
                    fixture.isValid = { column, row in column / 3 % 2 == row / 5 % 2 }
                }
                files.append(try rewrite(fixture, as: "\(bands.count)", in: folder.path))
            }
            let outputs = files.map(\.output)
            let allValid = Dictionary(uniqueKeysWithValues: outputs.map { ($0, true) })
            #expect(try COGOracle.gdal.verdicts(on: outputs) == allValid)
            if COGOracle.rioCogeoIsPresent { #expect(try COGOracle.rioCogeo.verdicts(on: outputs) == allValid) }
            for (path, figures) in zip(outputs, try await GDALTools.statistics(of: files.map(\.input))) {
                try expectStatistics(of: path, figures)
            }
            #expect(try folder.names().filter { !$0.hasSuffix(".tif") } == [])
        }
    }

    private static let bandLists: [[ColorInterpretation]] = [
        [.gray], [.gray, .alpha], [.red, .green, .blue], [.red, .green, .blue, .alpha],
        [.gray, .undefined, .undefined, .undefined, .undefined],
    ]

    /// Samples without a pattern, 0 to 120, with alpha that is often 0.
    private static let rough: @Sendable (Int, Int, Int) -> Double = { column, row, band in
        var generator = SeededGenerator(seed: column << 24 ^ row << 4 ^ band)
        let number = Double(generator.next() % 121)
        return band % 2 == 1 && number < 40 ? 0 : number
    }

    /// Writes the raster, rewrites it, and compares pixels and descriptions.
    private func rewrite(
        _ fixture: RasterFixture, as name: String, in folder: String
    ) throws -> (input: String, output: String) {
        let input = try fixture.write(to: "\(folder)/\(name).tif")
        let output = "\(folder)/\(name)_cog.tif"
        var options = COG.Options()
        options.writing.jobs = 2
        let report = try COG(options: options).run(.init(input: RasterInput(input), output: output))
        #expect(report.warnings == [])

        let source = try RasterContent(input)
        let result = try RasterContent(output)
        #expect(result.bytes == source.bytes)
        #expect(result.maskBytes == source.maskBytes)
        #expect(result.profile.bands == source.profile.bands)
        #expect(result.profile.validity == source.profile.validity)
        #expect(result.profile.georeference == source.profile.georeference)
        try expectOverviews(of: output, from: source, count: 2)
        return (input, output)
    }

    /// Each overview must be the reduction of the level below, computed on the whole at once.
    private func expectOverviews(of path: String, from source: RasterContent, count: Int) throws {
        let dataset = try Dataset.open(path)
        #expect(dataset.overviews == Array(source.size.overviews(tile: 512).prefix(count)))
        var level = RasterChunk(rows: 0..<source.size.height, of: source.profile)
        level.pixels.bytes.copyMemory(from: UnsafeRawBufferPointer(source.pixels.bytes))
        if let mask = level.mask, let from = source.mask {
            mask.bytes.copyMemory(from: UnsafeRawBufferPointer(from.bytes))
        }
        for number in 0..<dataset.overviews.count {
            level = level.reduced(by: .average, validity: source.profile.validity)
            let overview = try RasterContent(path, level: .overview(number))
            #expect(overview.bytes == Array(level.pixels.bytes), "overview \(number)")
            #expect(overview.maskBytes == (level.mask.map { Array($0.bytes) } ?? []), "mask of overview \(number)")
        }
    }

    private func expectStatistics(of path: String, _ figures: [GDALTools.Statistics?]) throws {
        let dataset = try Dataset.open(path)
        for (band, expected) in figures.enumerated() {
            let expected = try #require(expected)
            func figure(_ name: String) -> Double? {
                dataset.metadataItem("STATISTICS_" + name, ofBand: band).flatMap(Double.init)
            }
            #expect(figure("MINIMUM") == expected.minimum, "band \(band)")
            #expect(figure("MAXIMUM") == expected.maximum, "band \(band)")
            #expect(abs((figure("MEAN") ?? .nan) - expected.mean) < 1e-6, "band \(band)")
            #expect(abs((figure("STDDEV") ?? .nan) - expected.deviation) < 1e-6, "band \(band)")
        }
    }

    @Test("takes overviews of palettes and classes from single pixels, and keeps their colors")
    func classes() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 700, height: 600, type: .uint8, bands: [.palette])
            fixture.profile.bands[0].palette = (0..<256).map { number in
                PaletteColor(red: Int16(number), green: Int16(255 - number), blue: 9, alpha: 255)
            }
            fixture.profile.bands[0].categories = ["nothing", "oak", "pine"]
            let input = try fixture.write(to: folder("classes.tif"))
            let report = try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")))
            let source = try RasterContent(input)
            let result = try RasterContent(folder("cog.tif"))
            #expect(result.profile.bands[0].palette == fixture.profile.bands[0].palette)
            // GDAL has them in a file beside the raster, which a COG must not need.
            #expect(source.profile.bands[0].categories == fixture.profile.bands[0].categories)
            #expect(result.profile.bands[0].categories == [])
            #expect(report.warnings.count == 1)
            #expect(try folder.names() == ["classes.tif", "classes.tif.aux.xml", "cog.tif"])
            #expect(result.bytes == source.bytes)
            let overview = try RasterContent(folder("cog.tif"), level: .overview(0))
            for row in 0..<300 {
                for column in 0..<350 {
                    #expect(
                        overview.bytes(column: column, row: row) == source.bytes(column: 2 * column, row: 2 * row))
                }
            }
        }
    }

    @Test("keeps names, units, scale, offset, tags and documents")
    func metadata() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 20, height: 10, type: .int16, validity: .nodata(.real(-32768)))
            fixture.profile.bands[0].name = "surface"
            fixture.profile.bands[0].unit = "cm"
            fixture.profile.bands[0].scale = 0.01
            fixture.profile.bands[0].offset = 30
            fixture.profile.bands[0].metadata = ["SENSOR": "lidar"]
            fixture.profile.metadata = [
                "": ["TIFFTAG_SOFTWARE": "a program", "PROJECT": "forest", "AREA_OR_POINT": "Point"]
            ]
            fixture.profile.documents = ["xml:XMP": "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"></x:xmpmeta>"]
            let input = try fixture.write(to: folder("dsm.tif"))
            let source = try RasterContent(input)
            for format in OutputFormat.allCases {
                var options = COG.Options()
                options.overwrite = true
                options.writing.format = format
                _ = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
                let result = try RasterContent(folder("cog.tif"))
                #expect(result.profile == source.profile)
            }
            #expect(try folder.names() == ["cog.tif", "dsm.tif"])
        }
    }

    @Test("warns of values that look like undeclared nodata, and keeps them", arguments: [-9999, -3.4e38])
    func undeclaredNoData(hole: Double) async throws {
        func rewritten(_ input: String, _ output: String) throws -> COG.Report {
            try COG().run(.init(input: RasterInput(input), output: output))
        }
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture { column, _, _ in column < 5 ? Double(Float(hole)) : 300 + Double(column) }
            var report = try rewritten(try fixture.write(to: folder("a.tif")), folder("kept.tif"))
            #expect(report.raster.bands[0].minimum == Double(Float(hole)))
            #expect(report.warnings.count == 1)
            #expect(report.warnings.first?.contains("kept.tif' has values of") == true)
            // Declared nodata is none that anybody forgot, and of a picture's colors nobody knows.
            fixture.profile.validity = .nodata(.real(hole))
            report = try rewritten(try fixture.write(to: folder("b.tif")), folder("declared.tif"))
            #expect(report.warnings == [])
            let colors = try RasterFixture(bands: [.red, .green, .blue], sample: fixture.sample)
            report = try rewritten(try colors.write(to: folder("c.tif")), folder("colors.tif"))
            #expect(report.warnings == [])
        }
    }
}
