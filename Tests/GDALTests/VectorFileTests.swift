import CanopyTesting
import Diagnostics
import Files
import Foundation
import GDAL
import Testing

struct VectorFileTests {
    static let formats = [
        ("GPKG", "a.gpkg"), ("GeoJSON", "a.geojson"), ("FlatGeobuf", "a.fgb"), ("ESRI Shapefile", "a.shp"),
    ]

    private func layer(_ features: [VectorFeature], name: String = "a", crs: String? = "EPSG:4326") -> [VectorLayer] {
        [VectorLayer(name: name, crs: crs, features: features)]
    }

    @Test(arguments: formats)
    func `boundaries are read from all four formats`(driver: String, name: String) async throws {
        try await withTemporaryFolder { folder throws in
            let features = [
                VectorFeature(wkt: square(1), attributes: ["kind": "nadir", "run": 1, "height": 80.5]),
                VectorFeature(wkt: square(2), attributes: ["kind": "oblique", "run": 2, "height": 60]),
            ]
            try VectorFile.create(folder(name), driver: driver, layers: layer(features))
            let file = try VectorFile(folder(name))
            let layers = file.layers
            let known = try #require(layers.first)
            #expect(file.layers.count == 1)
            let (geometries, crs) = try file.geometries(ofLayer: known)
            #expect(geometries.compactMap { $0.map { $0.count } } == [93, 93])
            #expect(try SpatialReference(wkt: try #require(crs)).name == "WGS 84")
        }
    }

    @Test func `a filter chooses features, and the next reading sees all again`() async throws {
        try await withTemporaryFolder { folder throws in
            try VectorFile.create(
                folder("a.gpkg"),
                layers: layer([
                    VectorFeature(wkt: square(1), attributes: ["kind": "nadir"]),
                    VectorFeature(wkt: square(2), attributes: ["kind": "oblique"]),
                ]))
            let file = try VectorFile(folder("a.gpkg"))
            #expect(try file.geometries(ofLayer: "a", where: "kind = 'nadir'").geometries.count == 1)
            #expect(try file.geometries(ofLayer: "a").geometries.count == 2)
            let error = #expect(throws: GDALError.self) { _ = try file.geometries(ofLayer: "a", where: "season = 1") }
            #expect(error?.description.contains("season") == true)
        }
    }

    @Test func `a layer of another name is told those there are`() async throws {
        try await withTemporaryFolder { folder throws in
            try VectorFile.create(
                folder("a.gpkg"),
                layers: layer([], name: "mission") + layer([], name: "images", crs: "EPSG:32610"))
            let file = try VectorFile(folder("a.gpkg"))
            #expect(file.layers == ["mission", "images"])
            let error = #expect(throws: GDALError.self) { _ = try file.geometries(ofLayer: "boundary") }
            #expect(error?.reason.contains("'mission', 'images'") == true)
        }
    }

    @Test func `a feature without a geometry is told from an empty one`() async throws {
        try await withTemporaryFolder { folder throws in
            let features = [
                VectorFeature(wkt: nil, attributes: ["kind": "nothing"]), VectorFeature(wkt: square(1)),
                VectorFeature(wkt: "POLYGON EMPTY"),
            ]
            try VectorFile.create(folder("a.gpkg"), layers: layer(features))
            let geometries = try VectorFile(folder("a.gpkg")).geometries(ofLayer: "a").geometries
            #expect(geometries.map { $0?.count } == [nil, 93, 9])
        }
    }

    @Test func `heights and measures are left out, curves become lines`() async throws {
        try await withTemporaryFolder { folder throws in
            let features = [
                VectorFeature(wkt: "POLYGON ZM ((0 0 5 6, 1 0 5 6, 1 1 5 6, 0 0 5 6))"),
                VectorFeature(wkt: "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))"),
            ]
            try VectorFile.create(folder("a.gpkg"), layers: layer(features))
            let geometries = try VectorFile(folder("a.gpkg")).geometries(ofLayer: "a").geometries
            #expect(geometries[0].map { Array($0[..<9]) } == [1, 3, 0, 0, 0, 1, 0, 0, 0])
            #expect(geometries[0]?.count == 13 + 4 * 16)
            #expect(geometries[1].map { Array($0[..<9]) } == [1, 3, 0, 0, 0, 1, 0, 0, 0])
            #expect(try #require(geometries[1]).count > 13 + 40 * 16)
        }
    }

    @Test(arguments: formats.filter { $0.0 != "GeoJSON" })
    func `a layer that names no reference system has none`(driver: String, name: String) async throws {
        try await withTemporaryFolder { folder throws in
            try VectorFile.create(
                folder(name), driver: driver, layers: layer([VectorFeature(wkt: square(1))], crs: nil))
            #expect(try VectorFile(folder(name)).geometries(ofLayer: "a").crs == nil)
        }
    }

    @Test func `a GeoPackage left in WAL mode is read where no file can be made beside it`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = folder("a.gpkg")
            try VectorFile.create(path, layers: layer([VectorFeature(wkt: square(1))]))
            // Bytes 18 and 19 of a database say how it is journalled; 2 is WAL.
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[18] = 2
            bytes[19] = 2
            try bytes.write(to: URL(filePath: path))
            // Folders in the place of SQLite's files keep even root from making those.
            try folder.folder("a.gpkg-wal")
            try folder.folder("a.gpkg-shm")
            let file = try VectorFile(path)
            #expect(file.layers == ["a"])
            #expect(try file.geometries(ofLayer: "a").geometries.count == 1)
        }
    }

    @Test func `triangles, meshes and chunks are polygons`() async throws {
        try await withTemporaryFolder { folder throws in
            let features = [
                "TIN Z (((0 0 1, 1 0 1, 0 1 1, 0 0 1)), ((1 0 1, 1 1 1, 0 1 1, 1 0 1)))",
                "POLYHEDRALSURFACE Z (((0 0 1, 1 0 1, 0 1 1, 0 0 1)))", "TRIANGLE ((0 0, 1 0, 0 1, 0 0))",
                "GEOMETRYCOLLECTION (TIN (((0 0, 1 0, 0 1, 0 0))), POINT (3 3))",
            ]
            try VectorFile.create(folder("a.gpkg"), layers: layer(features.map { VectorFeature(wkt: $0) }))
            let file = try VectorFile(folder("a.gpkg"))
            #expect(try file.mayHavePolygons("a"))
            let geometries = try file.geometries(ofLayer: "a").geometries.map { try #require($0) }
            // The kinds in well-known binary: 3 is a polygon, 7 a collection, whose first part begins at byte 9.
            #expect(geometries.map { $0[1] } == [7, 7, 3, 7])
            #expect(geometries[0][10] == 3 && geometries[1][10] == 3)
            #expect(geometries[3][10] == 7 && geometries[3][19] == 3)
        }
    }

    @Test func `rings that are not closed are closed with a warning`() async throws {
        try await withTemporaryFolder { folder throws in
            let warnings = Warnings()
            try VectorFile.create(
                folder("a.gpkg"),
                layers: layer([VectorFeature(wkt: "POLYGON ((0 0, 1 0, 1 1, 0 1))"), VectorFeature(wkt: square(1))]))
            let geometries = try VectorFile(folder("a.gpkg"), warnings: warnings).geometries(ofLayer: "a").geometries
            #expect(geometries.map { $0?.count } == [93, 93])
            #expect(warnings.all.count == 1)
            #expect(warnings.all.first?.contains("a feature in layer 'a' of '\(folder("a.gpkg"))'") == true)
        }
    }

    @Test(arguments: ["WAL", "DELETE"])
    func `what is in a journal counts, and neither file nor folder changes`(mode: String) async throws {
        try await withTemporaryFolder { folder throws in
            let features = [VectorFeature(wkt: square(1)), VectorFeature(wkt: square(2))]
            try VectorFile.create(folder("made.gpkg"), layers: layer(features))
            let database = try Database(folder("made.gpkg"))
            // A small cache, so that pages of an open transaction reach the disk.
            try database("PRAGMA cache_size = 1; PRAGMA journal_mode = \(mode); PRAGMA wal_autocheckpoint = 0")
            if mode == "WAL" {
                try database("DELETE FROM a WHERE fid = 1")
            } else {
                try database("BEGIN; CREATE TABLE b (x)")
                for _ in 0..<200 { try database("INSERT INTO b VALUES (randomblob(3000))") }
                try database("DELETE FROM a")
                for _ in 0..<200 { try database("INSERT INTO b VALUES (randomblob(3000))") }
            }
            // As they lie where the program that writes them is killed.
            try folder.folder("left")
            for suffix in ["", "-wal", "-journal"] {
                guard FileManager.default.fileExists(atPath: folder("made.gpkg\(suffix)")) else { continue }
                try FileManager.default.copyItem(
                    atPath: folder("made.gpkg\(suffix)"), toPath: folder("left/a.gpkg\(suffix)"))
            }
            func contents() throws -> [String: Data] {
                try FileManager.default.contentsOfDirectory(atPath: folder("left")).reduce(into: [:]) { all, name in
                    all[name] = try Data(contentsOf: URL(filePath: folder("left/\(name)")))
                }
            }
            let before = try contents()
            #expect(before.count == 2)
            do {
                let file = try VectorFile(folder("left/a.gpkg"))
                #expect(try file.geometries(ofLayer: "a").geometries.count == (mode == "WAL" ? 1 : 2))
            }
            #expect(try contents() == before)
        }
    }

    @Test(arguments: ["", " WHERE fid < 0"])
    func `a view that never ends is refused, and stops at once when told to`(condition: String) async throws {
        try await withTemporaryFolder { folder throws in
            try VectorFile.create(folder("a.gpkg"), layers: layer([VectorFeature(wkt: square(1))]))
            do {
                let database = try Database(folder("a.gpkg"))
                try database(
                    """
                    CREATE VIEW endless AS WITH RECURSIVE c (fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM c)
                    SELECT fid, (SELECT geom FROM a) AS geom FROM c\(condition);
                    INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
                    VALUES ('endless', 'features', 'endless', 4326);
                    INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POLYGON', 4326, 0, 0);
                    """)
            }
            let refused = #expect(throws: GDALError.self) {
                _ = try VectorFile(folder("a.gpkg")).geometries(ofLayer: "endless")
            }
            let reason = condition.isEmpty ? "more than 200000 features" : "come to no end"
            #expect(refused?.reason.contains(reason) == true, "\(refused?.reason ?? "")")
            #expect(refused?.reason.contains("draw one outline") == true)

            let cancellation = Cancellation()
            let file = try VectorFile(folder("a.gpkg"), cancellation: cancellation)
            cancellation.cancel()
            let stopped = #expect(throws: GDALError.self) { _ = try file.geometries(ofLayer: "endless") }
            #expect(stopped?.code == .interrupted)
        }
    }

    @Test func `a missing boundary is reported with its path`() {
        let error = #expect(throws: GDALError.self) { _ = try VectorFile("/nowhere/a.gpkg") }
        #expect(error?.description.hasPrefix("cannot open '/nowhere/a.gpkg': ") == true)
    }

    @Test func `a damaged GeoPackage is refused with a reason`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("a.gpkg", "SQLite format 3\0 and then nothing")
            let error = #expect(throws: GDALError.self) { _ = try VectorFile(folder("a.gpkg")) }
            #expect(error?.reason.isEmpty == false)
        }
    }

    @Test func `a format that could lead to other files is refused`() async throws {
        try await withTemporaryFolder { folder throws in
            try VectorFile.create(folder("secret.gpkg"), layers: layer([VectorFeature(wkt: square(1))]))
            try folder.file(
                "a.gpkg",
                "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>\(folder("secret.gpkg"))</SrcDataSource>"
                    + "</OGRVRTLayer></OGRVRTDataSource>")
            #expect(throws: GDALError.self) { _ = try VectorFile(folder("a.gpkg")) }
        }
    }

    @Test func `text that is no geometry is named when it is written`() async throws {
        try await withTemporaryFolder { folder throws in
            let error = #expect(throws: GDALError.self) {
                try VectorFile.create(folder("a.gpkg"), layers: layer([VectorFeature(wkt: "SQUARE 1")]))
            }
            #expect(error?.description.contains("SQUARE 1") == true)
        }
    }

    /// A GeoPackage whose layer is a view of the table that was its layer.
    private func view(_ folder: TemporaryFolder, where condition: String) async throws -> String {
        let path = folder("a.gpkg")
        try VectorFile.create(path, layers: layer([VectorFeature(wkt: square(1))]))
        for statement in [
            "UPDATE gpkg_contents SET table_name = 'v', identifier = 'v'",
            "UPDATE gpkg_geometry_columns SET table_name = 'v'",
            // Last: the tool, too, refuses to open what some of these views ask for.
            "CREATE VIEW v AS SELECT fid, geom FROM a WHERE \(condition)",
        ] { try await GDALTools.run("ogrinfo", ["-q", path, "-sql", statement]) }
        return path
    }

    @Test func `a view of a GeoPackage's own tables is read`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = try await view(folder, where: "fid > 0")
            #expect(try VectorFile(path).geometries(ofLayer: "v").geometries.count == 1)
        }
    }

    @Test(arguments: [
        "ogr_GetConfigOption('HOME') IS NOT NULL", "ogr_datasource_load_layers('/etc/passwd') IS NULL",
        "ogr_geocode('Berlin') IS NULL",
    ])
    func `a view that asks for anything outside its GeoPackage is refused`(condition: String) async throws {
        try await withTemporaryFolder { folder throws in
            let path = try await view(folder, where: condition)
            #expect(throws: GDALError.self) {
                _ = try VectorFile(path).geometries(ofLayer: "v")
            }
        }
    }

    @Test(arguments: [("link", "href"), ("url", "url")])
    func `an address in a GeoJSON is not followed`(kind: String, key: String) async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file(
                "a.geojson",
                """
                {"type":"FeatureCollection","crs":{"type":"\(kind)","properties":{"\(key)":"http://127.0.0.1:9/crs"}},
                "features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":
                [[[0,0],[1,0],[1,1],[0,0]]]}}]}
                """)
            let warnings = Warnings()
            let error = #expect(throws: GDALError.self) {
                let file = try VectorFile(folder("a.geojson"), warnings: warnings)
                _ = try file.geometries(ofLayer: try #require(file.layers.first))
            }
            #expect(error?.reason.contains("not followed") == true, "\(error) \(warnings.all)")
        }
    }

    @Test func `a KML's polygons are read, its links are not followed`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file(
                "a.kml",
                """
                <?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
                <NetworkLink><Link><href>http://127.0.0.1:9/b.kml</href></Link></NetworkLink>
                <Folder><name>a</name><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>
                0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>
                </Document></kml>
                """)
            let file = try VectorFile(folder("a.kml"))
            #expect(try file.geometries(ofLayer: "a").geometries.count == 1)
        }
    }
}
