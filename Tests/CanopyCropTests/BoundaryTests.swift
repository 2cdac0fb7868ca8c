import CanopyTesting
import Diagnostics
import GDAL
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

@Suite("The boundary of a crop")
struct BoundaryTests {
    /// Crops a raster of 40 x 30 pixels and gives the report and the pixels that are left, as (column, row).
    private func crop(
        by boundary: String, crs: String? = "EPSG:32617", _ change: (inout Crop.Options) -> Void = { _ in },
        in folder: CanopyTesting.TemporaryFolder
    ) throws -> (report: Crop.Report, pixels: Set<Point>) {
        let input = try RasterFixture(crs: crs).write(to: folder("raster.tif"))
        var options = Crop.Options()
        options.overwrite = true
        change(&options)
        let report = try Crop(options: options).run(
            .init(input: RasterInput(input), boundary: boundary, output: folder("out.tif")))
        let result = try RasterContent(folder("out.tif"))
        var pixels: Set<Point> = []
        for (index, value) in result.values().enumerated() where !value.isNaN {
            pixels.insert(
                Point(
                    x: Double(index % result.size.width + report.window.x),
                    y: Double(index / result.size.width + report.window.y)))
        }
        return (report, pixels)
    }

    /// The pixels of a rectangle.
    private func box(_ columns: Range<Int>, _ rows: Range<Int>) -> Set<Point> {
        Set(columns.flatMap { column in rows.map { Point(x: Double(column), y: Double($0)) } })
    }

    @Test("keeps its holes, parts, and islands in holes")
    func shapes() async throws {
        try await withTemporaryFolder { folder in
            let shell = PolygonFile.ring(2...22, 3...23)
            let hole = PolygonFile.ring(6...18, 7...19)
            let island = PolygonFile.ring(10...14, 11...15)
            let other = PolygonFile.ring(30...35, 1...4)
            let boundary = try PolygonFile.write(
                "MULTIPOLYGON ((\(shell), \(hole)), (\(island)), (\(other)))", to: folder("b.gpkg"))
            let (report, pixels) = try crop(by: boundary, in: folder)
            #expect(report.window == Window(x: 2, y: 1, width: 33, height: 22))
            #expect(report.warnings == [])
            let expected = box(2..<22, 3..<23).subtracting(box(6..<18, 7..<19)).union(box(10..<14, 11..<15))
                .union(box(30..<35, 1..<4))
            #expect(pixels == expected)
        }
    }

    @Test("is what any of its features cover, or what all of them do")
    func combinations() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.write(
                PolygonFile.box(2...12, 2...12), PolygonFile.box(8...20, 8...20), PolygonFile.box(10...11, 3...22),
                to: folder("b.gpkg"))
            let united = try crop(by: boundary, in: folder)
            #expect(united.pixels == box(2..<12, 2..<12).union(box(8..<20, 8..<20)).union(box(10..<11, 3..<22)))
            let common = try crop(by: boundary, { $0.boundary.combination = .intersection }, in: folder)
            #expect(common.pixels == box(10..<11, 8..<12))
            #expect(common.report.window == Window(x: 10, y: 8, width: 1, height: 4))
        }
    }

    @Test("of several polygons in one collection is what any of them covers")
    func collection() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.write(
                "GEOMETRYCOLLECTION (\(PolygonFile.box(2...12, 2...12)), \(PolygonFile.box(8...20, 8...20)), "
                    + "POINT (400001 2999999))",
                PolygonFile.box(25...27, 2...4), to: folder("b.gpkg"))
            let (_, pixels) = try crop(by: boundary, in: folder)
            #expect(pixels == box(2..<12, 2..<12).union(box(8..<20, 8..<20)).union(box(25..<27, 2..<4)))
        }
    }

    @Test("of features that share nothing is refused with the way out")
    func emptyIntersection() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.write(
                PolygonFile.box(2...5, 2...5), PolygonFile.box(8...20, 8...20), to: folder("b.gpkg"))
            let error = #expect(throws: CropError.self) {
                try crop(by: boundary, { $0.boundary.combination = .intersection }, in: folder)
            }
            #expect(error?.explanation.remedies == [.unionOfFeatures])
        }
    }

    @Test("is repaired with a warning where it crosses itself, and both of a bow-tie's halves count")
    func bowTie() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.write(
                "POLYGON ((400004 2999996, 400024 2999976, 400024 2999996, 400004 2999976, 400004 2999996))",
                to: folder("b.gpkg"))
            let (report, pixels) = try crop(by: boundary, in: folder)
            #expect(report.warnings.count == 1)
            #expect(pixels.contains(Point(x: 5, y: 13)))
            #expect(pixels.contains(Point(x: 22, y: 13)))
            #expect(!pixels.contains(Point(x: 13, y: 5)))
            #expect(!pixels.contains(Point(x: 13, y: 22)))
        }
    }

    @Test("loses its heights and measures, and its curves become lines")
    func dimensions() async throws {
        try await withTemporaryFolder { folder in
            for (name, z) in [("POLYGON Z", "7"), ("POLYGON M", "7"), ("POLYGON ZM", "7 8")] {
                let corners = [(5, 5), (15, 5), (15, 15), (5, 15), (5, 5)]
                    .map { "\(400_000 + $0.0) \(3_000_000 - $0.1) \(z)" }.joined(separator: ", ")
                let boundary = try PolygonFile.write("\(name) ((\(corners)))", to: folder("b.gpkg"))
                #expect(try crop(by: boundary, in: folder).pixels == box(5..<15, 5..<15))
            }
            // A circle of radius 10 around column 20, row 15.
            let circle = "CURVEPOLYGON (CIRCULARSTRING (400010 2999985, 400030 2999985, 400010 2999985))"
            let boundary = try PolygonFile.write(circle, to: folder("b.gpkg"))
            let (_, pixels) = try crop(by: boundary, in: folder)
            for row in 0..<30 {
                for column in 0..<40 {
                    let x = Double(column) + 0.5 - 20
                    let y = Double(row) + 0.5 - 15
                    let distance = (x * x + y * y).squareRoot()
                    guard abs(distance - 10) > 0.05 else { continue }
                    #expect(pixels.contains(Point(x: Double(column), y: Double(row))) == (distance < 10))
                }
            }
        }
    }

    @Test("is made of the features with polygons; the others are counted in a warning")
    func featuresWithout() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.write(
                nil, "POLYGON EMPTY", PolygonFile.box(5...15, 5...15), "POINT (400001 2999999)",
                to: folder("b.gpkg"))
            let (report, pixels) = try crop(by: boundary, in: folder)
            #expect(pixels == box(5..<15, 5..<15))
            #expect(report.warnings == ["3 of 4 features of '\(boundary)' are no polygons"])
            let empty = try PolygonFile.write(nil, "LINESTRING (0 0, 1 1)", to: folder("empty.gpkg"))
            let error = #expect(throws: CropError.self) { try crop(by: empty, in: folder) }
            #expect(error?.description.contains("has no polygon in layer 'area'") == true)
        }
    }

    @Test("comes from the layer and the features that are asked for")
    func selection() async throws {
        try await withTemporaryFolder { folder in
            let boundary = folder("b.gpkg")
            func feature(_ box: String, _ kind: VectorValue) -> VectorFeature {
                VectorFeature(wkt: box, attributes: ["kind": kind])
            }
            try VectorFile.create(
                boundary,
                layers: [
                    VectorLayer(
                        name: "first", crs: "EPSG:32617",
                        features: [
                            feature(PolygonFile.box(2...5, 2...5), "nadir"),
                            feature(PolygonFile.box(7...9, 2...5), "oblique"),
                        ]),
                    VectorLayer(
                        name: "second", crs: "EPSG:32617", features: [feature(PolygonFile.box(20...22, 2...5), "nadir")]
                    ),
                ])
            let first = try crop(by: boundary, in: folder)
            #expect(first.pixels == box(2..<5, 2..<5).union(box(7..<9, 2..<5)))
            #expect(first.report.warnings.count == 1)
            let second = try crop(by: boundary, { $0.boundary.layer = "second" }, in: folder)
            #expect(second.pixels == box(20..<22, 2..<5))
            #expect(second.report.warnings == [])
            let oblique = try crop(
                by: boundary,
                {
                    $0.boundary.layer = "first"
                    $0.boundary.filter = "kind = 'oblique'"
                }, in: folder)
            #expect(oblique.pixels == box(7..<9, 2..<5))

            let none = #expect(throws: CropError.self) {
                try crop(by: boundary, { $0.boundary.filter = "kind = 'x'" }, in: folder)
            }
            #expect(none?.description.contains("that the filter lets through") == true)
            let wrong = #expect(throws: CropError.self) {
                try crop(by: boundary, { $0.boundary.filter = "no such thing" }, in: folder)
            }
            #expect(wrong?.description.contains("no such thing") == true)
            let unknown = #expect(throws: CropError.self) {
                try crop(by: boundary, { $0.boundary.layer = "third" }, in: folder)
            }
            #expect(unknown?.description.contains("the file has 'first', 'second'") == true)
        }
    }

    @Test("is in the first layer that has polygons where none is named")
    func laterLayer() async throws {
        try await withTemporaryFolder { folder in
            let boundary = folder("b.gpkg")
            let point = VectorFeature(wkt: "POINT (400001 2999999)")
            try VectorFile.create(
                boundary,
                layers: [
                    VectorLayer(name: "cameras", crs: "EPSG:32617", features: [point]),
                    VectorLayer(
                        name: "outline", crs: "EPSG:32617",
                        features: [VectorFeature(wkt: PolygonFile.box(2...5, 2...5))]),
                ])
            let (report, pixels) = try crop(by: boundary, in: folder)
            #expect(pixels == box(2..<5, 2..<5))
            #expect(report.warnings.count == 1)
            let error = #expect(throws: CropError.self) {
                try crop(by: boundary, { $0.boundary.layer = "cameras" }, in: folder)
            }
            #expect(error?.description.contains("has no polygon in layer 'cameras'") == true)
        }
    }

    @Test("may be GeoJSON, FlatGeobuf or a Shapefile", arguments: ["GeoJSON", "FlatGeobuf", "ESRI Shapefile"])
    func formats(driver: String) async throws {
        try await withTemporaryFolder { folder in
            let suffix = ["GeoJSON": "geojson", "FlatGeobuf": "fgb"][driver] ?? "shp"
            let path = folder("b.\(suffix)")
            let isDegrees = driver == "GeoJSON"
            let box =
                isDegrees
                ? "POLYGON ((-81.9999 27.1190, -81.9990 27.1190, -81.9990 27.1199, -81.9999 27.1199, -81.9999 27.1190))"
                : PolygonFile.box(5...15, 5...15)
            let layer = VectorLayer(
                name: "b", crs: isDegrees ? "EPSG:4326" : "EPSG:32617", features: [VectorFeature(wkt: box)])
            try VectorFile.create(path, driver: driver, layers: [layer])
            let boundary = try Boundary(path, options: BoundaryOptions(), warnings: Warnings())
            #expect(boundary.area.rings.map(\.count) == [5])
            guard !isDegrees else { return }
            #expect(try crop(by: path, in: folder).pixels == self.box(5..<15, 5..<15))
        }
    }

    @Test("gives its area in degrees, longitude first, if it says where on Earth it is")
    func degrees() async throws {
        try await withTemporaryFolder { folder in
            let known = try PolygonFile.box(5...15, 5...15, to: folder("known.gpkg"))
            let bounds = try #require(try Boundary(known, warnings: Warnings()).geographicArea().bounds)
            // UTM zone 17's central meridian is 81 degrees west.
            #expect(abs(bounds.minX + 82.0089) < 0.0001 && abs(bounds.minY - 27.1187) < 0.0001, "\(bounds)")
            let unknown = try PolygonFile.box(5...15, 5...15, crs: nil, to: folder("unknown.gpkg"))
            let error = #expect(throws: CropError.self) {
                try Boundary(unknown, warnings: Warnings()).geographicArea()
            }
            #expect(error?.explanation.remedies == [.assumedCRS])
        }
    }

    @Test("and the raster must both name a reference system, or neither, unless one is assumed")
    func referenceSystems() async throws {
        try await withTemporaryFolder { folder in
            let known = try PolygonFile.box(5...15, 5...15, to: folder("known.gpkg"))
            let unknown = try PolygonFile.box(5...15, 5...15, crs: nil, to: folder("unknown.gpkg"))
            let assume: (inout Crop.Options) -> Void = { $0.boundary.assumedCRS = "EPSG:32617" }
            for (boundary, crs) in [(known, nil as String?), (unknown, "EPSG:32617")] {
                let error = #expect(throws: CropError.self) { try crop(by: boundary, crs: crs, in: folder) }
                #expect(error?.explanation.remedies == [.assumedCRS])
                let (report, pixels) = try crop(by: boundary, crs: crs, assume, in: folder)
                #expect(pixels == box(5..<15, 5..<15))
                #expect(report.warnings == [])
            }
            let neither = try crop(by: unknown, crs: nil, in: folder)
            #expect(neither.pixels == box(5..<15, 5..<15))
            #expect(neither.report.warnings.count == 1)
            let bad = #expect(throws: CropError.self) {
                try crop(by: unknown, { $0.boundary.assumedCRS = "EPSG:99999999" }, in: folder)
            }
            #expect(bad?.description.contains("EPSG:99999999") == true)
        }
    }

    @Test("that is missing, no file of polygons, or elsewhere is told of")
    func unusable() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: CropError.missingBoundary(folder("no.gpkg"))) {
                try crop(by: folder("no.gpkg"), in: folder)
            }
            let text = try folder.file("text.gpkg", "hello")
            let error = #expect(throws: CropError.self) { try crop(by: text, in: folder) }
            #expect(
                error?.description
                    == "cannot open '\(text)': it is not a GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, KMZ or zipped "
                    + "Shapefile, or a damaged one; of another format 'ogr2ogr boundary.gpkg \(text)' may make one"
            )
            let elsewhere = try PolygonFile.box(50...60, 5...15, to: folder("b.gpkg"))
            let far = #expect(throws: CropError.self) { try crop(by: elsewhere, in: folder) }
            #expect(far?.description.contains("do not overlap") == true)
            #expect(try folder.names() == ["b.gpkg", "raster.tif", "text.gpkg"])
        }
    }

    @Test("may have thousands of features, and may be told to stop")
    func thousands() async throws {
        try await withTemporaryFolder { folder in
            let texts = (0..<2000).map { number in
                let (row, column) = number.quotientAndRemainder(dividingBy: 50)
                let (x, y) = (2 + Double(column) * 0.4, 3 + Double(row) * 0.5)
                return PolygonFile.box(x...(x + 0.6), y...(y + 0.75))
            }
            let path = try PolygonFile.write(texts.map { VectorFeature(wkt: $0) }, to: folder("b.gpkg"))
            let start = ContinuousClock.now
            #expect(try crop(by: path, in: folder).report.window == Window(x: 2, y: 3, width: 21, height: 21))
            #expect(ContinuousClock.now - start < .seconds(20))

            let cancellation = Cancellation()
            cancellation.cancel()
            let error = #expect(throws: CropError.self) {
                _ = try Boundary(path, options: BoundaryOptions(), cancellation: cancellation, warnings: Warnings())
            }
            #expect(error?.isCancellation == true)
        }
    }

    @Test("whose sides cross each other all over is refused with the way out")
    func scribble() async throws {
        try await withTemporaryFolder { folder in
            let corners = (0..<1200).map { "\(400_000 + $0 * 7919 % 1201) \(2_999_000 + $0 * $0 % 997)" }
            let boundary = try PolygonFile.write(
                "POLYGON ((\((corners + [corners[0]]).joined(separator: ", "))))", to: folder("b.gpkg"))
            let error = #expect(throws: CropError.self) { try crop(by: boundary, in: folder) }
            #expect(error?.description.contains("draw it without crossings") == true)
        }
    }

    @Test("and pixels too small for coordinates are refused, with what to check")
    func tinyPixels() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(
                transform: GeoTransform(originX: 400_000, pixelWidth: 1e-11, originY: 3_000_000, pixelHeight: -0.05)
            ).write(to: folder("tiny.tif"))
            let boundary = try PolygonFile.write(
                "POLYGON ((-82.1 27, -81.9 27, -81.9 27.2, -82.1 27.2, -82.1 27))", crs: "EPSG:4326",
                to: folder("b.gpkg"))
            let error = #expect(throws: CropError.self) {
                try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("out.tif")))
            }
            #expect(error?.description.contains("more than 100000 points") == true, "\(error?.description ?? "")")
        }
    }

    @Test("may touch the raster from outside, which is no overlap")
    func touching() async throws {
        try await withTemporaryFolder { folder in
            let boundary = try PolygonFile.box(40...60, 5...15, to: folder("b.gpkg"))
            #expect(throws: CropError.self) { try crop(by: boundary, in: folder) }
        }
    }
}
