import CanopyTesting
import Diagnostics
import GDAL
import Raster
import Testing

struct WarningsTests {
    @Test func `a GeoPackage of a newer version is no reason to warn`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = folder("a.gpkg")
            let layer = VectorLayer(name: "a", crs: "EPSG:4326", features: [VectorFeature(wkt: square(1))])
            try VectorFile.create(path, layers: [layer])
            try await GDALTools.run("ogrinfo", ["-q", path, "-sql", "PRAGMA user_version = 10400"])
            let warnings = Warnings()
            #expect(try VectorFile(path, warnings: warnings).geometries(ofLayer: "a").geometries.count == 1)
            #expect(warnings.all == [])
            // A GDAL that knows the version has nothing to say of it.
            #expect(warnings.notes.allSatisfy { $0.hasPrefix("open '\(path)': ") })
        }
    }

    @Test func `a ring whose ends do not meet is told in canopy's words, with the file`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = folder("a.geojson")
            try folder.file(
                "a.geojson",
                """
                {"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":
                {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}}]}
                """)
            let warnings = Warnings()
            let file = try VectorFile(path, warnings: warnings)
            _ = try file.geometries(ofLayer: try #require(file.layers.first))
            #expect(warnings.all.count == 1)
            #expect(warnings.all.allSatisfy { $0.contains("of '\(path)' had open rings; they have been closed") })
        }
    }
}
