import CanopyTesting
import Foundation
import GDAL
import Raster
import Testing

struct SpatialReferenceTests {
    @Test func `degrees come as longitude and latitude, whatever their authority says`() throws {
        var points = [Point(x: -120.489357, y: 39.174603)]
        let degrees = try SpatialReference(named: "EPSG:4326")
        let zone = try SpatialReference(named: "EPSG:32610")
        try Transformation(from: degrees, to: zone).apply(to: &points)
        #expect(abs(points[0].x - 716_879.8) < 0.5)
        #expect(abs(points[0].y - 4_339_155.4) < 0.5)
        try Transformation(from: zone, to: degrees).apply(to: &points)
        #expect(abs(points[0].x + 120.489357) < 1e-9)
        #expect(abs(points[0].y - 39.174603) < 1e-9)
    }

    @Test func `the same holds for systems read from WKT`() throws {
        let wkt = try SpatialReference(named: "EPSG:4326").wkt
        var points = [Point(x: -120, y: 39)]
        try Transformation(from: SpatialReference(wkt: wkt), to: SpatialReference(named: "EPSG:4326"))
            .apply(to: &points)
        #expect(points == [Point(x: -120, y: 39)])
    }

    @Test func `points beyond a system's world become NaN, the others stay right`() throws {
        var points = [Point(x: 1e30, y: 1e30), Point(x: 500_000, y: 0), Point(x: .nan, y: 0)]
        try Transformation(from: SpatialReference(named: "EPSG:32610"), to: SpatialReference(named: "EPSG:4326"))
            .apply(to: &points)
        #expect(points[0].x.isNaN && points[0].y.isNaN)
        #expect(abs(points[1].x + 123) < 1e-9 && abs(points[1].y) < 1e-9)
        #expect(points[2].x.isNaN)
    }

    @Test(arguments: ["EPSG:32610", "EPSG:4326", "EPSG:25832", "EPSG:3857"])
    func `a file's system is told in the same words, whatever was asked before`(code: String) async throws {
        try await withTemporaryFolder { folder in
            let system = try SpatialReference(named: code).wkt
            let path = folder("raster.tif")
            var profile = plainProfile()
            profile.georeference = Georeference(
                transform: GeoTransform(originX: 0, pixelWidth: 1, originY: 0, pixelHeight: -1), crs: system)
            try writeRaster(path, as: profile)
            // Each on a thread that has asked for nothing yet.
            let first = try await onNewThread { try Dataset.open(path).profile().georeference.crs }
            let later = try await onNewThread {
                _ = try SpatialReference(named: code)
                return try Dataset.open(path).profile().georeference.crs
            }
            #expect(first == later && first?.contains("ENSEMBLE[") == true)
        }
    }

    private func onNewThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }

    @Test func `no points are transformed to none`() throws {
        var points: [Point] = []
        try Transformation(from: SpatialReference(named: "EPSG:32610"), to: SpatialReference(named: "EPSG:4326"))
            .apply(to: &points)
        #expect(points.isEmpty)
    }

    @Test func `there is no way from a local system to the Earth`() throws {
        let local = try SpatialReference(wkt: "LOCAL_CS[\"site\",UNIT[\"metre\",1]]")
        let isLocal = local.isLocal
        #expect(isLocal)
        let error = #expect(throws: GDALError.self) {
            _ = try Transformation(from: local, to: try SpatialReference(named: "EPSG:4326"))
        }
        #expect(error?.description.contains("site") == true)
    }

    @Test(arguments: [
        ("EPSG:32617", "WGS 84 / UTM zone 17N", "EPSG:32617", false), ("EPSG:4326", "WGS 84", "EPSG:4326", true),
        ("epsg:5070", "NAD83 / Conus Albers", "EPSG:5070", false),
    ])
    func `a system is known by its name and code`(text: String, name: String, code: String, isGeographic: Bool) throws {
        let reference = try SpatialReference(named: text)
        #expect(reference.name == name)
        #expect(reference.code == code)
        #expect(reference.isGeographic == isGeographic)
        #expect(reference.vertical == nil)
    }

    @Test(arguments: [
        "/etc/passwd", "http://example.org/crs", "crs.prj", "", "EPSG:", "EPSG:0", "EPSG:99999999", "FOO:4326",
        "PROJCS[\"broken\"", "+proj=nothing",
    ])
    func `what names no system is refused with the text and a way out`(text: String) {
        let error = #expect(throws: GDALError.self) { _ = try SpatialReference(named: text) }
        #expect(error?.action.contains("'\(text)'") == true)
        #expect(error?.reason.isEmpty == false)
    }

    @Test(arguments: [
        ("EPSG:32610+5703", "NAVD88 height", 1), ("EPSG:32610+6360", "NAVD88 height (ftUS)", 0.30480060960121924),
        ("EPSG:4326+3855", "EGM2008 height", 1),
    ])
    func `the vertical part of a compound system is told with its unit`(
        text: String, name: String, meters: Double
    ) throws {
        let vertical = try SpatialReference(named: text).vertical
        #expect(vertical?.name == name)
        #expect(abs((vertical?.metersPerUnit ?? 0) - meters) < 1e-12)
    }

    @Test func `the horizontal part of a compound system is that alone`() throws {
        let compound = try SpatialReference(named: "EPSG:32610+5703")
        let zone = try SpatialReference(named: "EPSG:32610")
        let horizontal = try SpatialReference(wkt: compound.horizontal)
        let same = [horizontal.isSame(as: zone), compound.isSame(as: zone), zone.isSame(as: horizontal)]
        #expect(same == [true, false, true])
        #expect(zone.horizontal == zone.wkt)
    }

    @Test func `ellipsoidal heights are a vertical part of their own`() throws {
        let spatial = try SpatialReference(named: "EPSG:4979")
        #expect(spatial.vertical == VerticalReference(name: "ellipsoidal height of WGS 84", metersPerUnit: 1))
        let plane = try SpatialReference(wkt: spatial.horizontal)
        let isSame = plane.isSame(as: try SpatialReference(named: "EPSG:4326"))
        #expect(isSame)
    }
}
