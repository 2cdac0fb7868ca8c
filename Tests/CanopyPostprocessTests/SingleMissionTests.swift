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

/// One mission by itself, whose folder lies elsewhere.
@Suite struct SingleMissionTests {
    /// A surface and a terrain model that have one name, in two folders of a store, and the boundary among them.
    private func withModels(
        _ body: (Missions, (SingleMission) async throws -> Postprocess.MissionReport) async throws -> Void
    ) async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let folder = missions.folder
            for (type, base) in [("dsm", "a/b"), ("dtm", "a%2Fb")] {
                let source = folder("data/01_oak/01_oak_\(type)-ptcloud.tif")
                _ = try folder.folder("site/\(base)")
                try FileManager.default.copyItem(atPath: source, toPath: folder("site/\(base)/model.tif"))
            }
            try FileManager.default.copyItem(
                atPath: folder("boundaries/oak/metadata-mission/oak_mission-metadata.gpkg"),
                toPath: folder("site/outline.gpkg"))
            _ = try folder.folder("out")
            try await body(missions) { single in
                var options = missions.options()
                options.layout = nil
                options.single = single
                let stores = Postprocess.OpenStores(
                    input: try Depot("internal", in: folder("site")),
                    boundaries: try Depot("internal", in: folder("site")),
                    output: try Depot("public", in: folder("out")))
                return try #require(try await Postprocess(options: options).run(stores).missions.first)
            }
        }
    }

    private func single(_ boundary: String = "outline.gpkg") throws -> SingleMission {
        try SingleMission(
            "02_site", boundary: StoreKey(boundary),
            products: ["dsm": StoreKey("a/b/model.tif"), "dtm": StoreKey("a%2Fb/model.tif")])
    }

    @Test func `files of one name in several folders are kept apart on this machine`() async throws {
        try await withModels { missions, run in
            let report = try await run(try single())
            #expect(report.status == .succeeded, "\(report.reasons)")
            #expect(report.products == 3 && report.thumbnails == 3)
            let full = missions.folder("out/site/processed_02/full/02_site_")
            let (dsm, dtm) = (try mean(full + "dsm.tif"), try mean(full + "dtm.tif"))
            #expect(try abs(mean(full + "chm.tif") - (dsm - dtm)) < 1e-3)
            #expect(dsm != dtm)
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.folder("work")) == [])
        }
    }

    @Test(arguments: ["no.gpkg", "a/b/model.tif"])
    func `a mission by itself whose boundary is none has failed`(boundary: String) async throws {
        try await withModels { missions, run in
            let report = try await run(try single(boundary))
            #expect(report.status == .failed)
            #expect(!report.reasons.isEmpty)
            #expect(!Path.exists(missions.folder("out/site/processed_02/manifest.json")))
        }
    }

    private func mean(_ path: String) throws -> Double {
        let dataset = try Dataset.open(path)
        let profile = try dataset.profile()
        let buffer = PixelBuffer(type: .float32, size: profile.size, bands: 1)
        try dataset.read(Window(profile.size), into: buffer)
        let valid = buffer.samples(as: Float.self).filter { $0.isFinite && $0 > -9000 }
        return Double(valid.reduce(0, +)) / Double(valid.count)
    }
}
