import CanopyTesting
import Foundation
import Testing
import Threads

/// What the program reaches for, whatever the files say that it is given: looked at from outside, by strace(1).
@Suite(.enabled("the system does not let processes be traced, or strace is missing") { await Trace.isPossible })
struct TraceTests {
    @Test func `whatever files say, nothing is opened or asked that the user did not name`() async throws {
        try await withTemporaryFolder { folder in
            let hostile = try await HostileFiles(in: folder)
            let found = await concurrentMap(hostile.calls, atOnce: 2) { call async throws(TraceError) in
                do { return try await Trace.strange(call, in: folder) } catch { throw TraceError(reason: "\(error)") }
            }
            for (call, result) in zip(hostile.calls, found) {
                let strange = try result.get()
                #expect(strange == [], "canopy \(call.joined(separator: " "))")
            }
        }
    }
}

/// A call that could not be watched.
private struct TraceError: Error {
    let reason: String
}

/// Hostile files, and calls of every subcommand on each.
private struct HostileFiles {
    /// Command lines.
    let calls: [[String]]

    init(in folder: TemporaryFolder) async throws {
        let files = try folder.folder("hostile")
        let made = try await Binary("canopy-corpus").run(["hostile", files])
        try #require(made.status == 0, "\(made.errors)")
        try await Self.makeTables(in: TemporaryFolder(path: files))
        let names = try FileManager.default.contentsOfDirectory(atPath: files).sorted()
        let boundary = folder("sound.gpkg")
        try FileManager.default.copyItem(atPath: files + "/sound.gpkg", toPath: boundary)
        try Self.makeMission(of: files, boundary, in: folder)

        var calls: [[String]] = []
        let model = files + "/undeclared-nodata.tif"
        for (number, name) in names.enumerated() {
            let file = files + "/" + name
            let output = { (ending: String) in folder("out/\(number)-\(calls.count).\(ending)") }
            if name.hasSuffix(".tif") {
                calls.append(["crop", file, "--boundary", boundary, "-o", output("tif")])
                calls.append(["cog", file, "-o", output("tif")])
                calls.append(["cog", "--validate", file])
                calls.append(["thumb", file, "-o", output("png")])
                calls.append(["chm", file, model, "-o", output("tif")])
                calls.append(["chm", model, file, "-o", output("tif")])
            } else if [".gpkg", ".geojson", ".shp", ".kml"].contains(where: name.hasSuffix) {
                calls.append(["crop", model, "--boundary", file, "-o", output("tif")])
            }
        }
        let stores = ["--input", folder("data"), "--boundaries", folder("boundaries")]
        calls.append(["match"] + stores)
        calls.append(["sync", folder("data"), folder("copy")])
        calls.append(["postprocess"] + stores + ["--output", folder("published"), "--working-dir", folder("work")])
        self.calls = calls
    }

    /// A mission of all of them.
    private static func makeMission(of files: String, _ boundary: String, in folder: TemporaryFolder) throws {
        let mission = try folder.folder("data/66_leak")
        for name in try FileManager.default.contentsOfDirectory(atPath: files) where name.contains(".tif") {
            try FileManager.default.copyItem(atPath: "\(files)/\(name)", toPath: "\(mission)/66_leak_\(name)")
        }
        for name in ["work", "out"] { try folder.folder(name) }
        let place = try folder.folder("boundaries/leak/metadata-mission")
        try FileManager.default.copyItem(atPath: boundary, toPath: place + "/leak_mission-metadata.gpkg")
    }

    /// GeoPackages whose layers are not tables but questions, which reach beyond the file if anything answers them.
    private static func makeTables(in folder: TemporaryFolder) async throws {
        let script = """
            import sqlite3, shutil, sys
            views = {
                'load': "ogr_datasource_load_layers('/etc/passwd')", 'read': "readfile('/etc/passwd')",
                'extension': "load_extension('/etc/passwd')", 'geocode': "ogr_geocode('x')",
                'attach': "CastToXY(ST_GeomFromText('POINT(0 0)'))",
            }
            for name, question in views.items():
                path = f'{sys.argv[1]}/view-{name}.gpkg'
                shutil.copy(f'{sys.argv[1]}/sound.gpkg', path)
                base = sqlite3.connect(path)
                base.execute('DROP TRIGGER IF EXISTS rtree_area_geom_insert')
                base.execute('ALTER TABLE area RENAME TO hidden')
                base.execute(f'CREATE VIEW area AS SELECT fid, geom, {question} AS file FROM hidden')
                base.commit()
                base.close()
            path = f'{sys.argv[1]}/virtual.gpkg'
            shutil.copy(f'{sys.argv[1]}/sound.gpkg', path)
            base = sqlite3.connect(path)
            base.execute('PRAGMA writable_schema = ON')
            base.execute(
                "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE area USING VirtualOGR(''/etc/passwd'')', rootpage = 0 "
                "WHERE name = 'area'")
            base.commit()
            base.close()
            """
        try await GDALTools.python(script, [folder.path])
    }
}
