import COGEncoding
import CanopyCHM
import CanopyCOG
import CanopyTesting
import Diagnostics
import Foundation
import Raster
import RasterIO
import Testing

@Suite("A canopy height model")
struct CHMTests {
    /// Subtracts and gives the report and the heights, row by row.
    private func chm(
        _ dsm: RasterFixture, _ dtm: RasterFixture, in folder: TemporaryFolder,
        _ change: (inout CHM.Options) -> Void = { _ in }
    ) throws -> (report: CHM.Report, content: RasterContent) {
        try dsm.write(to: folder("dsm.tif"))
        try dtm.write(to: folder("dtm.tif"))
        var options = CHM.Options()
        options.overwrite = true
        change(&options)
        let report = try CHM(options: options).run(
            .init(dsm: RasterInput(folder("dsm.tif")), dtm: RasterInput(folder("dtm.tif")), output: folder("chm.tif")))
        return (report, try RasterContent(folder("chm.tif")))
    }

    /// A model of one row, one pixel for each value.
    private func row(
        _ values: [Double], type: PixelType = .float32, nodata: Double? = nil, crs: String? = "EPSG:32617"
    ) throws -> RasterFixture {
        try RasterFixture(
            width: values.count, height: 1, type: type, validity: nodata.map { .nodata(.real($0)) } ?? .all, crs: crs
        ) { column, _, _ in values[column] }
    }

    @Test("has no height where a value is nodata, not a number, infinite or means nothing")
    func sentinels() async throws {
        try await withTemporaryFolder { folder in
            let tops = [30, .nan, .infinity, -.infinity, -9999, -32767, -3.4e38, 1e31, 0, -1, 30, 30, 30]
            let bottoms = [10.0, 10, 10, 10, 10, 10, 10, 10, 10, 10, -9999, .nan, .infinity]
            let (report, content) = try chm(row(tops), row(bottoms), in: folder)
            let none = -9999.0
            #expect(content.values() == [20] + Array(repeating: none, count: 7) + [-10, -11] + [none, none, none])
            #expect(content.profile.validity == .nodata(.real(-9999)))
            #expect(content.profile.type == .float32)
            #expect(report.warnings.count == 2)
            #expect(report.raster.bands[0].validPixels == 3)
        }
    }

    @Test("has no height where digits of the nodata value are lost, and writes it with all of them")
    func lostDigits() async throws {
        try await withTemporaryFolder { folder in
            let least = -Double(Float.greatestFiniteMagnitude)
            for tag in ["-3.40282e+38", "-3.4028234663852886e+38", "-3.4028235e+38"] {
                try row([30, least, 32, 33], nodata: least).write(to: folder("dsm.tif"))
                try row([1, 1, least, 1], nodata: least).write(to: folder("dtm.tif"))
                for name in ["dsm.tif", "dtm.tif"] {
                    var surgery = try TIFFSurgery(folder(name))
                    try surgery.set(tag, as: 42113)
                    try surgery.close()
                }
                var options = CHM.Options()
                options.overwrite = true
                let report = try CHM(options: options).run(
                    .init(
                        dsm: RasterInput(folder("dsm.tif")), dtm: RasterInput(folder("dtm.tif")),
                        output: folder("chm.tif")))
                let content = try RasterContent(folder("chm.tif"))
                #expect(content.values() == [29, least, least, 32])
                #expect(content.profile.validity == .nodata(.real(least)))
                #expect(report.raster.bands[0].validPixels == 2)
            }
        }
    }

    @Test(
        "is refused, and no crash, where pixels are absurdly small or large", arguments: [1e-300, 1e-11, 1e11, 1e300])
    func absurdPixels(width: Double) async throws {
        try await withTemporaryFolder { folder in
            var dsm = try row([30, 31, 32])
            let dtm = try row([1, 2, 3])
            dsm.profile.georeference.transform?.pixelWidth = width
            _ = try? chm(dsm, dtm, in: folder)
            _ = try? chm(dtm, dsm, in: folder)
        }
    }

    /// What the surface says, and what the canopy says then.
    private static let nodataValues: [(Double, Double)] = [
        (-32767, -32767), (-9999, -9999), (9999, 9999), (.nan, .nan), (0, -9999), (-1, -9999), (255, -9999),
        (-Double(Float.greatestFiniteMagnitude), -Double(Float.greatestFiniteMagnitude)),
    ]

    @Test(
        "takes over the surface's nodata value where that cannot be a height",
        arguments: nodataValues)
    func nodata(surface: Double, expected: Double) async throws {
        try await withTemporaryFolder { folder in
            let (_, content) = try chm(row([surface, 12], nodata: surface), row([5, 5]), in: folder)
            #expect(content.profile.validity == .nodata(.real(expected)))
            let first = content.sample(column: 0, row: 0)
            #expect(first == expected || first.isNaN && expected.isNaN)
            #expect(content.sample(column: 1, row: 0) == 7)
        }
    }

    @Test("is in the surface's units where samples are scaled")
    func scaled() async throws {
        try await withTemporaryFolder { folder in
            var dsm = try row([3000, -32768, 100], type: .int16, nodata: -32768)
            dsm.profile.bands[0].scale = 0.01
            dsm.profile.bands[0].offset = 5
            var dtm = try row([4, 4, 6], type: .uint8)
            dtm.profile.bands[0].offset = -2
            let (_, content) = try chm(dsm, dtm, in: folder)
            #expect(content.values() == [33, -32768, 2])
            #expect(content.profile.bands[0].scale == nil)
            #expect(content.profile.bands[0].offset == nil)
        }
    }

    @Test("keeps negative heights unless they are clamped")
    func clamped() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try row([3, 20, 90, -9999], nodata: -9999)
            let dtm = try row([5, 5, 5, 5])
            #expect(try chm(dsm, dtm, in: folder).content.values() == [-2, 15, 85, -9999])
            let clamped = try chm(dsm, dtm, in: folder) {
                $0.minimum = 0
                $0.maximum = 60
            }
            #expect(clamped.content.values() == [0, 15, 60, -9999])
            for (least, most) in [(1, 0), (Double.nan, 1), (0, .nan)] {
                let error = #expect(throws: CHMError.self) {
                    try chm(dsm, dtm, in: folder) {
                        $0.minimum = least
                        $0.maximum = most
                    }
                }
                #expect(error?.explanation.remedies == [.exchangedLimits])
            }
        }
    }

    @Test(
        "has a height where masks and alpha bands say that both models have one",
        arguments: [Validity.mask, .alpha(band: 1)], [PixelType.uint8, .uint16, .float32])
    func masks(validity: Validity, type: PixelType) async throws {
        try await withTemporaryFolder { folder in
            var dsm = try RasterFixture(
                width: 4, height: 1, type: type, bands: validity == .mask ? [.gray] : [.gray, .alpha],
                validity: validity)
            dsm.sample = { column, _, band in band == 1 ? [1.0, 0, 1, 0][column] : 50 }
            dsm.isValid = { column, _ in column % 2 == 0 }
            let (_, content) = try chm(dsm, row([5, 5, -9999, 5], nodata: -9999), in: folder)
            #expect(content.values() == [45, -9999, -9999, -9999])
        }
    }

    @Test("has no height where alpha is below zero")
    func negativeAlpha() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try RasterFixture(
                width: 2, height: 1, type: .int16, bands: [.gray, .alpha], validity: .alpha(band: 1)
            ) { column, _, band in band == 1 ? [255, -1][column] : 50 }
            let (_, content) = try chm(dsm, row([5, 5]), in: folder)
            #expect(content.values() == [45, -9999])
        }
    }

    @Test("of heights whose unit only one model names warns, and has that unit")
    func units() async throws {
        try await withTemporaryFolder { folder in
            var named = try RasterFixture()
            named.profile.bands[0].unit = "US survey foot"
            try named.write(to: folder("named.tif"))
            try RasterFixture { RasterFixture.anywhere($0, $1, $2) + 0.25 }.write(to: folder("nameless.tif"))
            for (dsm, dtm) in [("named.tif", "nameless.tif"), ("nameless.tif", "named.tif")] {
                let report = try CHM().run(
                    .init(dsm: RasterInput(folder(dsm)), dtm: RasterInput(folder(dtm)), output: folder("of \(dsm)")))
                #expect(
                    report.warnings == [
                        "'\(folder("nameless.tif"))' does not say in what unit its heights are; taken to be 'US survey foot'"
                    ])
                #expect(report.raster.bands.first?.unit == "US survey foot")
            }
        }
    }

    @Test("of heights in different systems or units is refused unless that is to be ignored")
    func verticals() async throws {
        try await withTemporaryFolder { folder in
            let pairs = [("EPSG:32617+5703", "EPSG:32617+5773"), ("EPSG:32617+5703", "EPSG:32617+6360")]
            for (a, b) in pairs {
                let dsm = try row([30, 31], crs: a)
                let dtm = try row([10, 10], crs: b)
                let error = #expect(throws: CHMError.self) { try chm(dsm, dtm, in: folder) }
                #expect(error?.explanation.remedies.contains(.ignoredVertical) == true)
                #expect(!FileManager.default.fileExists(atPath: folder("chm.tif")))
                let (report, content) = try chm(dsm, dtm, in: folder) { $0.ignoreVertical = true }
                #expect(content.values() == [20, 21])
                #expect(report.warnings == [])
                try FileManager.default.removeItem(atPath: folder("chm.tif"))
            }
            var feet = try row([10, 10])
            feet.profile.bands[0].unit = "ft"
            var meters = try row([30, 31])
            meters.profile.bands[0].unit = "metre"
            #expect(throws: CHMError.self) { try chm(meters, feet, in: folder) }
            feet.profile.bands[0].unit = "m"
            #expect(try chm(meters, feet, in: folder).content.values() == [20, 21])
        }
    }

    @Test("of heights of which one system is unknown comes with a warning, and is not shifted")
    func unknownVertical() async throws {
        try await withTemporaryFolder { folder in
            let known = try row([30, 31], crs: "EPSG:32617+5703")
            let unknown = try row([10, 10])
            let (report, content) = try chm(known, unknown, in: folder)
            #expect(content.values() == [20, 21])
            #expect(report.warnings.count == 1)
            // Heights above ground have no vertical system.
            #expect(content.profile.georeference.crs?.contains("NAVD88") == false)
            #expect(content.profile.georeference.crs?.contains("UTM zone 17N") == true)
            let ground = try row([1, 2], crs: "EPSG:32617+5703")
            #expect(try chm(unknown, ground, in: folder).report.warnings.count == 1)
            #expect(try chm(known, ground, in: folder).report.warnings == [])
        }
    }

    @Test("of models that share no height is an error that leaves nothing")
    func nothingShared() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try row([30, 31])
            var far = try row([10, 10])
            far.profile.georeference.transform?.originX += 1000
            for dtm in [far, try row([-9999, -9999], nodata: -9999)] {
                let error = #expect(throws: CHMError.self) { try chm(dsm, dtm, in: folder) }
                #expect(error?.description.contains("share no pixel") == true)
                #expect(try folder.names() == ["dsm.tif", "dtm.tif"])
            }
        }
    }

    @Test("needs both models to lie somewhere, in systems that lead from one to the other")
    func places() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try row([30, 31])
            let nowhere = try row([10, 10], crs: nil)
            let oneSided = #expect(throws: CHMError.self) { try chm(dsm, nowhere, in: folder) }
            #expect(oneSided?.description.hasPrefix("'\(folder("dtm.tif"))' names no coordinate") == true)
            #expect(throws: CHMError.self) { try chm(nowhere, dsm, in: folder) }
            for (surface, ground) in [(dsm, nowhere), (try row([30, 31], crs: nil), try row([10, 10]))] {
                let made = try chm(surface, ground, in: folder) { $0.assumedCRS = "EPSG:32617" }
                #expect(made.content.values() == [20, 21])
                #expect(made.content.profile.georeference.crs?.contains("UTM zone 17N") == true)
            }
            #expect(throws: CHMError.self) { try chm(dsm, nowhere, in: folder) { $0.assumedCRS = "EPSG:99999" } }
            #expect(try chm(nowhere, nowhere, in: folder).content.values() == [0, 0])
            var unplaced = dsm
            unplaced.profile.georeference.transform = nil
            let error = #expect(throws: CHMError.self) { try chm(dsm, unplaced, in: folder) }
            #expect(error?.description.contains("does not say where its pixels lie") == true)
            let local = try row(
                [10, 10],
                crs: "LOCAL_CS[\"here\",UNIT[\"metre\",1],AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH]]")
            let noWay = #expect(throws: CHMError.self) { try chm(dsm, local, in: folder) }
            #expect(noWay?.description.contains("a local system has no known place on Earth") == true)
        }
    }

    @Test("is not made of pictures, nor of models whose pixels have nothing to do with each other")
    func implausible() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try row([30, 31])
            let picture = try RasterFixture(
                type: .uint8, bands: [.red, .green, .blue, .alpha], validity: .alpha(band: 3))
            let error = #expect(throws: CHMError.self) { try chm(picture, dsm, in: folder) }
            #expect(error?.description.contains("is a picture, not a height model") == true)
            var coarse = dsm
            coarse.profile.georeference.transform?.pixelWidth = 1000
            let factor = #expect(throws: CHMError.self) { try chm(coarse, dsm, in: folder) }
            #expect(factor?.description.contains("more than 100 times as large") == true)
            let bands = try RasterFixture(bands: [.gray, .undefined])
            #expect(try chm(bands, row([0, 0]), in: folder).report.warnings.count == 1)
        }
    }

    @Test("says what it is")
    func description() async throws {
        try await withTemporaryFolder { folder in
            var dsm = try row([30, 31])
            dsm.profile.bands[0].unit = "m"
            dsm.profile.bands[0].name = "elevation"
            dsm.profile.metadata = ["": ["AREA_OR_POINT": "Point", "PROJECT": "forest"]]
            let (_, content) = try chm(dsm, row([10, 10]), in: folder)
            #expect(content.profile.bands[0].name == "canopy height")
            #expect(content.profile.bands[0].unit == "m")
            #expect(content.profile.georeference.transform == dsm.profile.georeference.transform)
            #expect(content.profile.metadata[""]?["AREA_OR_POINT"] == "Point")
            #expect(try COGValidation().run(RasterInput(folder("chm.tif"))).valid)
        }
    }

    @Test("replaces a file only where told to, and names a model that is missing")
    func files() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try row([30, 31])
            try folder.file("chm.tif", "mine")
            let error = #expect(throws: CHMError.self) { try chm(dsm, dsm, in: folder) { $0.overwrite = false } }
            #expect(error?.explanation.remedies.contains(.overwrite) == true)
            #expect(try String(contentsOfFile: folder("chm.tif"), encoding: .utf8) == "mine")
            #expect(throws: CHMError.raster(.missing(folder("no.tif")))) {
                try CHM().run(
                    .init(
                        dsm: RasterInput(folder("dsm.tif")), dtm: RasterInput(folder("no.tif")),
                        output: folder("new.tif")))
            }
            #expect(try folder.names() == ["chm.tif", "dsm.tif", "dtm.tif"])
        }
    }
}
