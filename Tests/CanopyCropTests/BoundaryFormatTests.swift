import COGEncoding
import CanopyCrop
import CanopyTesting
import Diagnostics
import Files
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

struct BoundaryFormatTests {
    private static let area = "POLYGON ((-120.02 39.01, -120 39.01, -120 39.03, -120.02 39.03, -120.02 39.01))"

    private func bounds(_ path: String) throws -> Bounds? {
        try Boundary(path, warnings: Warnings()).geographicArea().bounds
    }

    private func problem(_ path: String) -> String? {
        do throws(CropError) {
            _ = try Boundary(path, warnings: Warnings())
            return nil
        } catch { return error.description }
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    private func isArea(_ bounds: Bounds?) -> Bool {
        guard let bounds else { return false }
        return zip([bounds.minX, bounds.minY, bounds.maxX, bounds.maxY], [-120.02, 39.01, -120, 39.03])
            .allSatisfy { abs($0 - $1) < 1e-9 }
    }

    /// The outline in a format, and the bytes of the files that it is.
    private func outline(
        _ folder: borrowing TemporaryFolder, _ driver: String, _ name: String, crs: String? = "EPSG:4326"
    ) throws -> [(path: String, contents: [UInt8])] {
        let place = try folder.folder(driver.filter(\.isLetter))
        try VectorFile.create(
            place + "/" + name, driver: driver,
            layers: [VectorLayer(name: "area", crs: crs, features: [VectorFeature(wkt: Self.area)])])
        return try FileManager.default.contentsOfDirectory(atPath: place).sorted().map {
            ($0, try bytes(place + "/" + $0))
        }
    }

    @Test func `a KML is read, and a KMZ with pictures beside it`() async throws {
        try await withTemporaryFolder { folder in
            let kml = try outline(folder, "KML", "a.kml")
            #expect(isArea(try bounds(folder("KML/a.kml"))))
            let kmz = folder("a.kmz")
            try ZipWriting.write(
                [("files/1.png", [1, 2, 3]), ("other.kml", Array("<kml/>".utf8)), ("doc.kml", kml[0].contents)], to: kmz
            )
            #expect(isArea(try bounds(kmz)))
        }
    }

    @Test func `a zipped Shapefile is read with its system, in whatever folder it lies`() async throws {
        try await withTemporaryFolder { folder in
            let parts = try outline(folder, "ESRI Shapefile", "plot.shp")
            #expect(parts.map(\.path).contains("plot.prj"))
            let zip = folder("plot.zip")
            try ZipWriting.write([("deep/", [])] + parts.map { ("deep/" + $0.path, $0.contents) }, to: zip)
            #expect(isArea(try bounds(zip)))
            let upper = parts.map { ($0.path.uppercased(), $0.contents) }
            try ZipWriting.write(upper, to: folder("UPPER.ZIP"))
            #expect(isArea(try bounds(folder("UPPER.ZIP"))))
        }
    }

    @Test(arguments: [("GeoJSON", "a.geojson"), ("FlatGeobuf", "a.fgb"), ("GPKG", "a.gpkg")])
    func `other outlines in archives are read as well`(driver: String, name: String) async throws {
        try await withTemporaryFolder { folder in
            let zip = folder("a.zip")
            try ZipWriting.write(try outline(folder, driver, name), to: zip)
            #expect(isArea(try bounds(zip)))
        }
    }

    @Test func `archives without an outline, with several, or that become too large are refused`() async throws {
        try await withTemporaryFolder { folder in
            let zip = folder("a.zip")
            try ZipWriting.write([("readme.txt", [1])], to: zip)
            #expect(problem(zip)?.contains("is an archive without a Shapefile, KML") == true)
            try ZipWriting.write([("a.shp", [1]), ("b.shp", [1])], to: zip)
            #expect(problem(zip)?.contains("several files that may be the outline, such as 'a.shp', 'b.shp'") == true)
            try ZipWriting.write([("doc.kml", [UInt8](repeating: 32, count: (128 << 20) + 1))], to: zip)
            #expect(problem(zip)?.contains("would become too large") == true)
            try ZipWriting.write([("a.shp", [1])] + (0..<9).map { _ in ("a.dbf", [1]) }, to: zip)
            #expect(problem(zip)?.contains("would become too large") == true)
            try ZipWriting.write([("../../a.kml", Array("no KML".utf8))], to: zip)
            #expect(problem(zip)?.contains("it is not a GeoPackage") == true)
            #expect(!Path.exists(folder("../../a.kml")))
        }
    }

    @Test func `of what cannot be read it is told how to make what can`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("a.gml")
            try Data("<gml/>".utf8).write(to: URL(fileURLWithPath: path))
            #expect(problem(path)?.contains("'ogr2ogr boundary.gpkg \(path)' may make one") == true)
        }
    }

    // MARK: Rectangles

    @Test func `a rectangle is a boundary, in degrees or in a system that is named`() throws {
        let degrees = try #require(BoundingBox(xMin: -120.02, yMin: 39.01, xMax: -120, yMax: 39.03))
        #expect(isArea(try Boundary(degrees).geographicArea().bounds))
        #expect("\(degrees)" == "-120.02,39.01,-120,39.03")
        let meters = try #require(BoundingBox(xMin: 4e5, yMin: 3e6, xMax: 4.01e5, yMax: 3.001e6, crs: "EPSG:32617"))
        let place = try #require(try Boundary(meters).geographicArea().bounds)
        #expect((-83...(-81)).contains(place.minX) && (27...28).contains(place.minY))
        #expect(BoundingBox(xMin: 1, yMin: 1, xMax: 1, yMax: 2) == nil)
        #expect(BoundingBox(xMin: .nan, yMin: 1, xMax: 1, yMax: 2) == nil)
        #expect(throws: CropError.self) {
            try Boundary(try #require(BoundingBox(xMin: 4e5, yMin: 3e6, xMax: 4.01e5, yMax: 3.001e6)))
        }
        #expect(throws: CropError.self) {
            try Boundary(try #require(BoundingBox(xMin: 1, yMin: 1, xMax: 2, yMax: 2, crs: "EPSG:99999")))
        }
    }

    @Test(arguments: [nil, "EPSG:32617"])
    func `a rectangle as a file is the same boundary`(crs: String?) async throws {
        try await withTemporaryFolder { folder in
            let box =
                crs.map { BoundingBox(xMin: 4e5, yMin: 3e6, xMax: 4.01e5, yMax: 3.001e6, crs: $0) }
                ?? BoundingBox(xMin: -120.02, yMin: 39.01, xMax: -120, yMax: 39.03)
            let rectangle = try #require(box)
            let path = folder("box.geojson")
            try rectangle.geoJSON.write(to: URL(fileURLWithPath: path))
            let (one, other) = (
                try Boundary(rectangle).geographicArea(), try Boundary(path, warnings: Warnings()).geographicArea()
            )
            let (a, b) = (try #require(one.bounds), try #require(other.bounds))
            #expect(abs(a.minX - b.minX) < 1e-9 && abs(a.maxY - b.maxY) < 1e-9)
        }
    }

    @Test func `a raster is cropped to a rectangle in its own system, pixel by pixel`() async throws {
        try await withTemporaryFolder { folder in
            let raster = try RasterFixture().write(to: folder("a.tif"))
            let box = try #require(
                BoundingBox(xMin: 400_003, yMin: 2_999_990, xMax: 400_008, yMax: 2_999_996, crs: "EPSG:32617"))
            let report = try Crop().run(
                Crop.Files(input: .init(raster), within: .box(box), output: folder("out.tif")))
            #expect(report.window == Window(x: 3, y: 4, width: 5, height: 6))
            #expect(report.raster.validPixels == 30)
            #expect(report.boundary == "400003,2999990,400008,2999996 of EPSG:32617")
        }
    }

    // MARK: Buffers

    @Test(arguments: [(1.5, 14, 16), (-1.5, 8, 10)])
    func `a boundary grows and shrinks by meters`(meters: Double, columns: Int, rows: Int) async throws {
        try await withTemporaryFolder { folder in
            let raster = try RasterFixture().write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 6...18, to: folder("b.gpkg"))
            var options = Crop.Options()
            options.boundary.buffer = meters
            let report = try Crop(options: options).run(
                Crop.Files(input: .init(raster), boundary: boundary, output: folder("out.tif")))
            #expect(report.window.width == columns)
            #expect(report.window.height == rows)
        }
    }

    @Test func `meters are meters where boundary and raster are in degrees`() async throws {
        try await withTemporaryFolder { folder in
            let box = try #require(BoundingBox(xMin: -120.02, yMin: 39.01, xMax: -120, yMax: 39.03))
            let fixture = try RasterFixture(
                width: 100, height: 80, crs: "EPSG:4326",
                transform: GeoTransform(originX: -120.05, pixelWidth: 0.001, originY: 39.06, pixelHeight: -0.001))
            let raster = try fixture.write(to: folder("a.tif"))
            var options = Crop.Options()
            // 1000 m are 0.00900° of latitude there, and 0.01155° of longitude.
            options.boundary.buffer = 1000
            let report = try Crop(options: options).run(
                Crop.Files(input: .init(raster), within: .box(box), output: folder("out.tif")))
            #expect(report.window == Window(x: 18, y: 20, width: 44, height: 40))
        }
    }

    @Test func `a boundary that shrinks to nothing, or has no system, is told so`() async throws {
        try await withTemporaryFolder { folder in
            let raster = try RasterFixture().write(to: folder("a.tif"))
            let boundary = try PolygonFile.box(5...15, 6...18, to: folder("b.gpkg"))
            let nowhere = try PolygonFile.box(5...15, 6...18, crs: nil, to: folder("c.gpkg"))
            for (path, meters, words) in [(boundary, -20.0, "has nothing left"), (nowhere, 1.0, "names no coordinate")]
            {
                var options = Crop.Options()
                options.boundary.buffer = meters
                let error = #expect(throws: CropError.self) {
                    try Crop(options: options).run(
                        Crop.Files(input: .init(raster), boundary: path, output: folder("out.tif")))
                }
                #expect(error?.description.contains(words) == true)
            }
            #expect(!Path.exists(folder("out.tif")))
        }
    }
}
