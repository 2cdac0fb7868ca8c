import CanopyMatch
import CanopyTesting
import Diagnostics
import Files
import Foundation
import GDAL
import Raster
import Stores
import Testing

@testable import CanopyPostprocess

@Suite struct CameraStepTests {
    private let table = "oak/processed_01/full/01_oak_camera-locations.gpkg"

    private func figures(_ missions: Missions) throws -> [String: Any]? {
        let manifest = try MissionManifest(missions.out("oak/processed_01/manifest.json"))
        let output = manifest.outputs["full/01_oak_camera-locations.gpkg"]
        #expect(
            output == nil || (output?["role"] as? String == "data" && output?["type"] as? String == "camera-locations"))
        return output?["cameras"] as? [String: Any]
    }

    @Test func `cameras are located where that is asked for, with their figures in the manifest`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak")
            let without = try await missions.runOne()
            #expect(without.products == 5 && without.warnings == [] && !Path.exists(missions.out(table)))
            let report = try await missions.runOne { $0.cameras = true }
            #expect(report.status == .succeeded && report.products == 6 && report.thumbnails == 3)
            #expect(report.warnings == [])
            #expect(try VectorFile(missions.out(table)).layers == ["camera_locations"])
            // The boundary leaves the first four columns out, and the last four: the terrain is as it came.
            let figures = try #require(try figures(missions))
            #expect(figures["count"] as? Int == 20 && figures["aligned"] as? Int == 20)
            #expect(figures["aboveTerrain"] as? Int == 20)
            #expect(figures["aglMean"] as? Double == 90)
            #expect(figures["aglFidelity"] as? Int == 99)
        }
    }

    @Test func `the terrain is that of the point cloud first`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.raster("01_oak", "dtm", 30)
            try missions.cameras("01_oak")
            _ = try await missions.runOne { $0.cameras = true }
            #expect(try figures(missions)?["aglMean"] as? Double == 90)
            try FileManager.default.removeItem(atPath: missions.folder("data/01_oak/01_oak_dtm-ptcloud.tif"))
            _ = try await missions.runOne { $0.cameras = true }
            #expect(try figures(missions)?["aglMean"] as? Double == 70)
        }
    }

    @Test func `a mission that brings its own table keeps it, with a warning`() async throws {
        for layout in [MissionLayout.nested, .flat] {
            try await withMissions { missions in
                try missions.usual("01_oak", base: "oak")
                try missions.cameras("01_oak")
                try missions.file("01_oak", "01_oak_camera-locations.gpkg", "my own")
                var locations = missions.locations()
                if layout == .flat { locations.input = StoreLocation(path: missions.folder("data/01_oak")) }
                let report = try await missions.runOne(at: locations) { options in
                    options.cameras = true
                    options.layout = layout
                }
                #expect(report.status == .succeeded && report.products == 6)
                #expect(report.warnings.count == 1, "\(report.warnings)")
                #expect(report.warnings.first?.hasSuffix("is kept as it is, so no camera locations are made") == true)
                #expect(try String(contentsOfFile: missions.out(table), encoding: .utf8) == "my own")
                #expect(try figures(missions) == nil)
            }
        }
    }

    @Test func `without a list of cameras or a terrain model there is no table, and nothing is said of it`()
        async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            #expect(try await missions.runOne { $0.cameras = true }.warnings == [])
            try missions.cameras("01_oak")
            try FileManager.default.removeItem(atPath: missions.folder("data/01_oak/01_oak_dtm-ptcloud.tif"))
            let report = try await missions.runOne { options in
                options.cameras = true
                options.naming.derivedTypes = []
            }
            #expect(report.status == .succeeded && !Path.exists(missions.out(table)))
            #expect(!report.warnings.contains { $0.contains("camera loc") })
        }
    }

    @Test(arguments: ["LOCAL_CS[\"x\"]", nil]) func `a table that cannot be made is a warning`(reference: String?)
        async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            if let reference {
                try missions.cameras("01_oak", reference: reference)
            } else {
                try missions.file("01_oak", "01_oak_cameras.xml", "<document>")
            }
            let report = try await missions.run { $0.cameras = true }
            let mission = try #require(report.missions.first)
            #expect(mission.status == .succeeded && mission.products == 5 && mission.warnings.count == 1)
            #expect(mission.warnings[0].hasPrefix("no camera locations are made: cannot read the cameras of '"))
            #expect(report.isSuccess(strict: false) && !report.isSuccess(strict: true))
            #expect(try figures(missions) == nil && !Path.exists(missions.out(table)))
        }
    }

    @Test func `cameras of another place are rows that say so, and one warning`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak", at: Array(5000...5010))
            let report = try await missions.runOne { $0.cameras = true }
            #expect(report.status == .succeeded && report.products == 6 && report.warnings.count == 1)
            let figures = try #require(try figures(missions))
            #expect(figures["count"] as? Int == 11 && figures["aboveTerrain"] as? Int == 0)
            #expect(figures["aglMean"] == nil && figures["aglFidelity"] == nil)
        }
    }

    @Test func `a mission with its table is not done again, and one without is where it is asked for`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak")
            func isUnchanged(_ cameras: Bool) async throws -> Bool {
                try await missions.runOne { options in
                    options.resume = true
                    options.cameras = cameras
                }.unchanged
            }
            #expect(try await !isUnchanged(false))
            #expect(try await isUnchanged(false))
            #expect(try await !isUnchanged(true))
            #expect(try await isUnchanged(true))
        }
    }

    @Test func `a dry run tells of the table`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak")
            let report = try await missions.runOne { options in
                options.cameras = true
                options.dryRun = true
            }
            #expect(report.plan?.map(\.text).contains("full/01_oak_camera-locations.gpkg") == true)
            #expect(report.products == 6)
        }
    }

    @Test func `a list that lies elsewhere comes here, goes on as it is, and leaves nothing`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.cameras("01_oak")
            _ = try await missions.runOne { $0.cameras = true }
            let local = try missions.contents()
            try FileManager.default.moveItem(atPath: missions.folder("out"), toPath: missions.folder("before"))
            let report = try await runElsewhere(missions)
            #expect(report.status == .succeeded && report.warnings == [] && report.products == 6, "\(report)")
            let remote = try missions.contents()
            #expect(remote.keys.sorted() == local.keys.sorted())
            for (name, data) in remote where !name.hasSuffix("manifest.json") {
                #expect(data == local[name], "\(name)")
            }
            #expect(try missions.files(in: missions.folder("work")) == [])
        }
    }

    /// The same from and to stores that are not on this machine.
    private func runElsewhere(_ missions: Missions) async throws -> Postprocess.MissionReport {
        try missions.folder.folder("out")
        let stores = Postprocess.OpenStores(
            input: try Depot("internal", in: missions.folder("data")),
            boundaries: try Depot("boundaries", in: missions.folder("boundaries")),
            output: try Depot("public", in: missions.folder("out")))
        let report = try await Postprocess(options: missions.options { $0.cameras = true }).run(stores)
        return try #require(report.missions.first)
    }
}
