import COGEncoding
import CanopyTesting
import Foundation
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

@Suite("The grid of a crop")
struct GridTests {
    /// The first and last place of a square along both axes, in pixels, and the window that covers it.
    private static let sides: [(Double, Double, Window)] = [
        (5, 15, Window(x: 5, y: 5, width: 10, height: 10)),
        (5.1, 14.9, Window(x: 5, y: 5, width: 10, height: 10)),
        (4.9999991, 15.0000009, Window(x: 5, y: 5, width: 10, height: 10)),
        (4.999997, 15.000003, Window(x: 4, y: 4, width: 12, height: 12)),
        (-100, 15, Window(x: 0, y: 0, width: 15, height: 15)),
    ]

    @Test(
        "is the smallest window of the raster's that covers the boundary, but for a millionth of a pixel",
        arguments: sides)
    func window(first: Double, last: Double, expected: Window) async throws {
        try await withTemporaryFolder { folder in
            // Pixels of 2^-10 at the origin, so that coordinates hold a millionth of one.
            let scale = 1.0 / 1024
            let transform = GeoTransform(originX: 0, pixelWidth: scale, originY: 0, pixelHeight: -scale)
            let input = try RasterFixture(transform: transform).write(to: folder("a.tif"))
            let a = first * scale
            let b = last * scale
            let boundary = try PolygonFile.write(
                "POLYGON ((\(a) \(-a), \(b) \(-a), \(b) \(-b), \(a) \(-b), \(a) \(-a)))", to: folder("b.gpkg"))
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            #expect(report.window == expected)
            let result = try RasterContent(folder("c.tif"))
            #expect(result.size == expected.size)
            #expect(
                result.profile.georeference.transform == transform.shifted(toColumn: expected.x, row: expected.y))
        }
    }

    private static let grids: [(String, GeoTransform)] = [
        ("north-up", GeoTransform(originX: 400_000, pixelWidth: 1, originY: 3_000_000, pixelHeight: -1)),
        ("not square", GeoTransform(originX: 400_000, pixelWidth: 0.25, originY: 3_000_000, pixelHeight: -0.7)),
        ("south-up", GeoTransform(originX: 400_000, pixelWidth: 1, originY: 2_999_970, pixelHeight: 1)),
        ("east to west", GeoTransform(originX: 400_040, pixelWidth: -1, originY: 3_000_000, pixelHeight: -1)),
        (
            "rotated",
            GeoTransform(
                originX: 400_000, pixelWidth: 0.866, rowRotation: -0.5, originY: 3_000_000, columnRotation: -0.5,
                pixelHeight: -0.866)
        ),
    ]

    @Test("may be turned, flipped or not square; pixels stay where they are", arguments: 0..<5)
    func orientation(number: Int) async throws {
        let (name, transform) = Self.grids[number]
        for isTouching in [false, true] {
            try await withTemporaryFolder { folder in
                let input = try RasterFixture(transform: transform).write(to: folder("a.tif"))
                // A quadrangle given in pixels whose sides meet no center or corner of one.
                let corners = [(4.3, 3.1), (33.72, 6.2), (28.9, 25.4), (9.6, 21.8), (4.3, 3.1)].map { x, y in
                    let place = transform.apply(Point(x: x, y: y))
                    return "\(place.x) \(place.y)"
                }
                let boundary = try PolygonFile.write(
                    "POLYGON ((\(corners.joined(separator: ", "))))", to: folder("b.gpkg"))
                var options = Crop.Options()
                options.rule = isTouching ? .allTouched : .center
                let report = try Crop(options: options).run(
                    .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                #expect(report.window == Window(x: 4, y: 3, width: 30, height: 23))
                let inside = try await OutsideTests.burn(boundary, onto: input, in: folder, allTouched: isTouching)
                let source = try RasterContent(input)
                let result = try RasterContent(folder("c.tif"))
                let there = try #require(result.profile.georeference.transform)
                for row in 0..<result.size.height {
                    for column in 0..<result.size.width {
                        let isInside = inside.sample(column: column + 4, row: row + 3) == 1
                        let expected = source.sample(column: column + 4, row: row + 3)
                        let sample = result.sample(column: column, row: row)
                        #expect(isInside ? sample == expected : sample.isNaN, "\(name), pixel \(column), \(row)")
                    }
                }
                // The file says of its first pixel what the source says of the same one.
                let origin = there.apply(Point(x: 0, y: 0))
                let expected = transform.apply(Point(x: 4, y: 3))
                #expect(abs(origin.x - expected.x) < 1e-6 && abs(origin.y - expected.y) < 1e-6)
            }
        }
    }

    @Test("of a raster that does not say where it lies is unknown")
    func noTransform() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture()
            fixture.profile.georeference.transform = nil
            let input = try fixture.write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 5...15, to: folder("b.gpkg"))
            let error = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            }
            #expect(error?.description.contains("does not say where its pixels lie") == true)
        }
    }

    @Test("follows sides that are straight in degrees and bend in meters", .enabled { await GDALTools.arePresent() })
    func densified() async throws {
        try await withTemporaryFolder { folder in
            // 180 km wide, so that a parallel bends by many pixels.
            let transform = GeoTransform(originX: 700_000, pixelWidth: 100, originY: 4_000_000, pixelHeight: -100)
            let input = try RasterFixture(width: 1800, height: 1500, type: .uint8, transform: transform)
                .write(to: folder("a.tif"))
            let corners = "-78.7 35.9, -77.0 35.95, -77.1 34.9, -78.6 34.85, -78.7 35.9"
            let boundary = try PolygonFile.write("POLYGON ((\(corners)))", crs: "EPSG:4326", to: folder("b.gpkg"))
            var options = Crop.Options()
            options.writing.format = .gtiff
            let report = try Crop(options: options).run(
                .init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            try await GDALTools.run(
                "ogr2ogr", ["-segmentize", "0.0005", "-t_srs", "EPSG:32617", folder("fine.gpkg"), boundary])
            let inside = try await OutsideTests.burn(folder("fine.gpkg"), onto: input, in: folder)
            let result = try RasterContent(folder("c.tif"))
            var different = 0
            var count = 0
            for row in 0..<1500 {
                for column in 0..<1800 {
                    let x = column - report.window.x
                    let y = row - report.window.y
                    let isThere = x >= 0 && y >= 0 && x < result.size.width && y < result.size.height
                    let isInside = isThere && result.mask?.bytes[y * result.size.width + x] == 255
                    count += isInside ? 1 : 0
                    different += isInside == (inside.sample(column: column, row: row) == 1) ? 0 : 1
                }
            }
            // About 5 400 pixels lie along the outline; a deviation below 0.05 pixel flips one in twenty of them.
            #expect(count > 1_000_000)
            #expect(different < 270)
        }
    }
}
