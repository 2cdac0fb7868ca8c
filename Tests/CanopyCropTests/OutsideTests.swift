import CanopyCOG
import CanopyTesting
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

/// A raster, and what becomes of its pixels outside the boundary.
struct OutsideCase: Sendable, CustomTestStringConvertible {
    let name: String
    var type = PixelType.float32
    var bands: [ColorInterpretation] = [.gray]
    var validity = Validity.all
    var alphaBand: Int?
    let rule: MaskingMode
    /// The validity of the result.
    let result: Validity
    /// The bands of the result, where they are not the source's.
    var resultBands: [ColorInterpretation]?
    /// Each sample outside.
    var outside = 0.0
    var warnings = 0

    var testDescription: String { name }

    static let rgb: [ColorInterpretation] = [.red, .green, .blue]

    static let all: [OutsideCase] = [
        OutsideCase(
            name: "an alpha band", type: .uint8, bands: rgb + [.alpha], validity: .alpha(band: 3), rule: .alpha,
            result: .alpha(band: 3)),
        OutsideCase(
            name: "an alpha band of 16 bits beside gray", type: .uint16, bands: [.gray, .alpha],
            validity: .alpha(band: 1), rule: .alpha, result: .alpha(band: 1)),
        OutsideCase(
            name: "an alpha band of floats", bands: [.gray, .alpha], validity: .alpha(band: 1), rule: .alpha,
            result: .alpha(band: 1)),
        OutsideCase(
            name: "an undeclared alpha band", type: .uint8, bands: [.gray, .undefined, .undefined, .undefined],
            alphaBand: 4, rule: .alpha, result: .alpha(band: 3),
            resultBands: [.gray, .undefined, .undefined, .alpha]),
        OutsideCase(
            name: "alpha beside nodata", type: .uint8, bands: rgb + [.alpha], validity: .nodata(.real(3)), rule: .alpha,
            result: .alpha(band: 3), warnings: 1),
        OutsideCase(name: "a mask", type: .uint8, bands: rgb, validity: .mask, rule: .mask, result: .mask),
        OutsideCase(name: "a mask of floats", validity: .mask, rule: .mask, result: .mask),
        OutsideCase(
            name: "nodata", validity: .nodata(.real(-9999)), rule: .nodata, result: .nodata(.real(-9999)),
            outside: -9999),
        OutsideCase(
            name: "nodata NaN", validity: .nodata(.real(.nan)), rule: .nodata, result: .nodata(.real(.nan)),
            outside: .nan),
        OutsideCase(
            name: "nodata at the end of floats", validity: .nodata(.real(-Double(Float.greatestFiniteMagnitude))),
            rule: .nodata, result: .nodata(.real(-Double(Float.greatestFiniteMagnitude))),
            outside: -Double(Float.greatestFiniteMagnitude)),
        OutsideCase(
            name: "nodata in pictures", type: .uint8, bands: rgb, validity: .nodata(.real(255)), rule: .nodata,
            result: .nodata(.real(255)), outside: 255),
        OutsideCase(
            name: "nodata of 64 bits", type: .int64, validity: .nodata(.signed(.min)), rule: .nodata,
            result: .nodata(.signed(.min)), outside: Double(Int64.min)),
        OutsideCase(
            name: "nodata that the type cannot hold", type: .uint16, validity: .nodata(.real(-1)), rule: .addedMask,
            result: .mask, warnings: 1),
        OutsideCase(
            name: "nodata that a picture cannot hold", type: .uint8, bands: rgb, validity: .nodata(.real(256)),
            rule: .addedAlpha, result: .alpha(band: 3), resultBands: rgb + [.alpha], warnings: 1),
        OutsideCase(
            name: "a picture of 8 bits", type: .uint8, bands: rgb, rule: .addedAlpha, result: .alpha(band: 3),
            resultBands: rgb + [.alpha]),
        OutsideCase(
            name: "a picture of 16 bits", type: .uint16, bands: rgb, rule: .addedAlpha, result: .alpha(band: 3),
            resultBands: rgb + [.alpha]),
        OutsideCase(
            name: "a picture and infrared", type: .uint8, bands: rgb + [.undefined], rule: .addedAlpha,
            result: .alpha(band: 4), resultBands: rgb + [.undefined, .alpha]),
        OutsideCase(name: "floats", rule: .addedNaN, result: .nodata(.real(.nan)), outside: .nan),
        OutsideCase(
            name: "floats in colors", bands: rgb, rule: .addedNaN, result: .nodata(.real(.nan)), outside: .nan),
        OutsideCase(name: "bytes", type: .uint8, rule: .addedMask, result: .mask),
        OutsideCase(
            name: "bytes in four undeclared bands", type: .uint8, bands: [.gray, .undefined, .undefined, .undefined],
            rule: .addedMask, result: .mask),
        OutsideCase(name: "integers", type: .int32, rule: .addedMask, result: .mask),
    ]
}

@Suite("Outside the boundary")
struct OutsideTests {
    @Test("pixels become what the raster's kind asks for; inside they stay what they are", arguments: OutsideCase.all)
    func outside(example: OutsideCase) async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(type: example.type, bands: example.bands, validity: example.validity)
            let bands = example.bands.count
            // Soft alpha; a nodata value now and then.
            fixture.sample = { column, row, band in
                (column + row) % 11 == 0 ? 3 : RasterFixture.anywhere(column, row, band)
            }
            fixture.isValid = { column, row in (column + row) % 7 != 0 }
            let input = try fixture.write(to: folder("a.tif"))
            // A triangle, so that centers decide.
            let boundary = try PolygonFile.write(
                "POLYGON ((400005 2999995, 400033.3 2999990, 400012 2999974, 400005 2999995))", to: folder("b.gpkg"))
            var options = Crop.Options()
            options.alphaBand = example.alphaBand
            let report = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(report.outside == example.rule)
            #expect(report.warnings.count == example.warnings, "\(report.warnings)")
            #expect(report.window == Window(x: 5, y: 5, width: 29, height: 21))

            let source = try RasterContent(input)
            let result = try RasterContent(folder("c.tif"))
            #expect(result.profile.validity == example.result)
            #expect(result.profile.bands.map(\.interpretation) == example.resultBands ?? example.bands)
            #expect(result.profile.type == example.type)
            if case .nodata = example.result {} else { #expect(try Dataset.open(folder("c.tif")).nodata == nil) }

            let inside = try await Self.burn(boundary, onto: input, in: folder)
            for row in 0..<result.size.height {
                for column in 0..<result.size.width {
                    let x = column + report.window.x
                    let y = row + report.window.y
                    let place: Comment = "pixel \(column), \(row)"
                    let pixel = row * result.size.width + column
                    if inside.sample(column: x, row: y) == 1 {
                        let kept = result.bytes(column: column, row: row, bands: 0..<bands)
                        #expect(kept == source.bytes(column: x, row: y), place)
                        if example.rule == .addedAlpha {
                            let alpha = result.sample(column: column, row: row, band: bands)
                            #expect(alpha == (example.type == .uint8 ? 255 : 65535), place)
                        }
                        if let mask = result.mask {
                            let expected = source.mask?.bytes[y * source.size.width + x] ?? 255
                            #expect(mask.bytes[pixel] == expected, place)
                        }
                    } else {
                        for band in 0..<result.profile.bands.count {
                            let sample = result.sample(column: column, row: row, band: band)
                            #expect(sample == example.outside || sample.isNaN && example.outside.isNaN, place)
                        }
                        if let mask = result.mask { #expect(mask.bytes[pixel] == 0, place) }
                    }
                }
            }
            #expect(try folder.names() == ["a.tif", "b.gpkg", "burnt.tif", "c.tif"])
            #expect(try COGValidation().run(RasterInput(folder("c.tif"))).valid)
        }
    }

    /// The raster's pixels with 1 where GDAL burns the boundary.
    static func burn(
        _ boundary: String, onto raster: String, in folder: CanopyTesting.TemporaryFolder, allTouched: Bool = false
    ) async throws -> RasterContent {
        let profile = try RasterContent(raster).profile
        var fixture = try RasterFixture(
            width: profile.size.width, height: profile.size.height, type: .uint8, crs: nil, sample: { _, _, _ in 0 })
        fixture.profile.georeference = profile.georeference
        try fixture.write(to: folder("burnt.tif"))
        try await GDALTools.run(
            "gdal_rasterize",
            ["-q", "-l", "area", "-burn", "1"] + (allTouched ? ["-at"] : []) + [boundary, folder("burnt.tif")])
        return try RasterContent(folder("burnt.tif"))
    }

    @Test("a mask in a file beside the raster counts as its own")
    func sidecarMask() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(type: .uint8, bands: OutsideCase.rgb).write(to: folder("a.tif"))
            var mask = try RasterFixture(type: .uint8) { column, _, _ in column < 12 ? 0 : 255 }
            mask.profile.metadata = ["": ["INTERNAL_MASK_FLAGS_1": "2"]]
            try mask.write(to: folder("a.tif.msk"))
            let boundary = try PolygonFile.box(10.0...30, 5.0...25, to: folder("b.gpkg"))
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(report.outside == .mask)
            let result = try RasterContent(folder("c.tif"))
            #expect(Array(result.maskBytes.prefix(20)) == [0, 0] + [UInt8](repeating: 255, count: 18))
            #expect(try folder.names() == ["a.tif", "a.tif.msk", "b.gpkg", "c.tif"])
        }
    }

    @Test("a mask beside nodata wins, with a warning")
    func maskAndNodata() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(type: .uint8, validity: .mask)
            fixture.isValid = { column, _ in column > 15 }
            let input = try fixture.write(to: folder("a.tif"))
            try await GDALTools.run("gdal_edit.py", ["-a_nodata", "7", input])
            let boundary = try PolygonFile.box(10.0...30, 5.0...25, to: folder("b.gpkg"))
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(report.outside == .mask)
            #expect(report.warnings.count == 1)
            #expect(try Dataset.open(folder("c.tif")).nodata == nil)
        }
    }

    @Test("an alpha band that is not there is told of")
    func noAlphaBand() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture().write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(10.0...30, 5.0...25, to: folder("b.gpkg"))
            for band in [0, 2, .min] {
                var options = Crop.Options()
                options.alphaBand = band
                #expect(throws: CropError.mismatch("'\(input)' has no band \(band) that could be alpha; it has 1")) {
                    try Crop(options: options).run(
                        .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                }
            }
        }
    }
}
