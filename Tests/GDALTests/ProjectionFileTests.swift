import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import Raster
import Testing

@Suite("A .prj beside a raster")
struct ProjectionFileTests {
    /// UTM zone 10 north as ESRI's programs write it.
    private let utm = """
        PROJCS["WGS_1984_UTM_Zone_10N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,\
        298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],\
        PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],\
        PARAMETER["Central_Meridian",-123.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],\
        UNIT["Meter",1.0]]
        """

    private func read(
        _ text: String, named name: String = "a.prj", crs: String? = nil
    ) async throws -> (code: String?, warnings: [String]) {
        try await withTemporaryFolder { folder in
            try RasterFixture(crs: crs).write(to: folder("a.tif"))
            try folder.file(name, text)
            let warnings = Warnings()
            let crs = try Dataset.open(folder("a.tif"), warnings: warnings).profile().georeference.crs
            return (try crs.flatMap { try SpatialReference(wkt: $0).code }, warnings.all)
        }
    }

    @Test(arguments: ["a.prj", "a.PRJ", "a.tif.prj"])
    func `names the system where the raster names none`(name: String) async throws {
        let result = try await read("\u{FEFF}" + utm + "\n", named: name)
        #expect(result.code == "EPSG:32610")
        #expect(result.warnings == [])
    }

    @Test func `counts for nothing where the raster names one itself`() async throws {
        let result = try await read(utm, crs: "EPSG:32617")
        #expect(result.code == "EPSG:32617")
    }

    @Test(arguments: [
        "", "no system", "EPSG:4326", "/etc/passwd", "https://example.org/a.prj", "+proj=longlat +nadgrids=/etc/passwd",
        "PROJCS[", String(repeating: " ", count: 70_000) + "GEOGCS[\"WGS 84\"]",
        """
        GEOGCS["a",DATUM["b",SPHEROID["c",6378137,298],EXTENSION["PROJ4_GRIDS","/etc/passwd"]],PRIMEM["d",0],\
        UNIT["degree",0.0174532925199433]]
        """,
    ])
    func `that is no plain description of a system is ignored with a warning`(text: String) async throws {
        let result = try await read(text)
        #expect(result.code == nil)
        #expect(result.warnings.count == 1)
        #expect(result.warnings.first?.contains("a.prj' describes no coordinate reference system") == true)
    }

    @Test func `is a regular file, or the raster is refused`() async throws {
        try await withTemporaryFolder { folder in
            try RasterFixture(crs: nil).write(to: folder("a.tif"))
            try #require(mkfifo(folder("a.prj"), 0o600) == 0)
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("a.tif")).size }
            #expect(error?.reason.contains("a.prj' beside it is no file") == true)
        }
    }

    @Test func `and no other system lead to a file of shifts`() throws {
        let shifted = try SpatialReference(named: "+proj=longlat +ellps=clrk66 +nadgrids=/etc/passwd +type=crs")
        let target = try SpatialReference(named: "EPSG:4326")
        let error = #expect(throws: GDALError.self) { _ = try Transformation(from: shifted, to: target) }
        #expect(error?.reason.contains("names a file of shifts") == true)
    }
}
