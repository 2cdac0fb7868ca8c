import CanopyCHM
import CanopyTesting
import Files
import Foundation
import Stores
import Testing

@testable import CanopyPostprocess

@Suite struct ManifestTests {
    private let path = "oak/processed_01/manifest.json"

    @Test func `the manifest tells of every file that was published`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { $0.versions = ["canopy": "1.2.3"] }
            let manifest = try MissionManifest(missions.out(path))
            #expect(manifest["status"] == "succeeded" && manifest["mission"] == "01_oak")
            #expect((manifest.fields["versions"] as? [String: String])?["canopy"] == "1.2.3")
            #expect((manifest.fields["versions"] as? [String: String])?["gdal"] != nil)

            let folder = missions.out("oak/processed_01")
            let files = try missions.files(in: folder).filter { $0 != "manifest.json" }
            #expect(manifest.outputs.keys.sorted() == files)
            for (name, output) in manifest.outputs {
                let checksum = try Checksum(ofFileAt: folder + "/" + name)
                #expect(output["sha256"] as? String == checksum.sha256)
                #expect(output["md5"] as? String == checksum.md5)
                #expect(output["size"] as? Int == Path.size(of: folder + "/" + name))
                #expect(output["role"] as? String == (name.hasPrefix("full/") ? "data" : "thumbnail"))
            }
            let inputs = manifest.inputs.map { "\($0["role"] ?? "") \($0["key"] ?? "")" }
            #expect(
                inputs == [
                    "boundary oak/metadata-mission/oak_mission-metadata.gpkg",
                    "product 01_oak/01_oak_dsm-ptcloud.tif", "product 01_oak/01_oak_dtm-ptcloud.tif",
                    "product 01_oak/01_oak_report.pdf",
                ])
            let pairs = manifest.fields["chm"] as? [[String: String]]
            #expect(
                pairs == [
                    [
                        "output": "full/01_oak_chm.tif", "dsm": "full/01_oak_dsm-ptcloud.tif",
                        "dtm": "full/01_oak_dtm-ptcloud.tif",
                    ]
                ])
        }
    }

    @Test func `the manifest has the valid share and the statistics of each raster`() async throws {
        try await withMissions { missions in
            try missions.raster("01_oak", "dsm", 30, holes: 4..<8)
            try missions.boundary("oak")
            _ = try await missions.run()
            let manifest = try MissionManifest(missions.out(path))
            let raster = manifest.outputs["full/01_oak_dsm.tif"]?["raster"] as? [String: Any]
            let band = (raster?["bands"] as? [[String: Any]])?.first
            #expect(band?["validPercent"] as? Double == 75)
            #expect(band?["validPixels"] as? Int == 144)
            #expect(band?["minimum"] as? Double == 38 && band?["maximum"] as? Double == 49)
            #expect(band?["mean"] as? Double == 43.5)
            // The boundary is as large as what was cropped.
            #expect(raster?["validPercentOfBoundary"] as? Double == 75)
            #expect(raster?["canopy"] == nil)
        }
    }

    @Test func `the manifest has the figures of the canopy, above the heights that were asked for`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run {
                $0.coverHeights = [CoverHeight(meters: 20), CoverHeight(meters: 19.99)].compactMap(\.self)
            }
            let manifest = try MissionManifest(missions.out(path))
            let raster = manifest.outputs["full/01_oak_chm.tif"]?["raster"] as? [String: Any]
            #expect(raster?["validPercentOfBoundary"] as? Double == 100)
            let cover = (raster?["canopy"] as? [String: Any])?["cover"] as? [[String: Double]]
            // The surface is 20 m above the ground everywhere.
            #expect(cover == [["above": 20, "percent": 0], ["above": 19.99, "percent": 100, "meanHeight": 20]])
            let again = try await missions.run { $0.resume = true }
            #expect(again.missions.map(\.unchanged) == [false])
            let same = try await missions.run { $0.resume = true }
            #expect(same.missions.map(\.unchanged) == [true])
        }
    }

    @Test func `no file is newer than the manifest`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let manifest = try #require(try FileStatus(of: missions.out(path)))
            for name in try missions.published() {
                let status = try #require(try FileStatus(of: missions.out(name)))
                #expect(status.modified <= manifest.modified, "\(name)")
            }
        }
    }

    @Test func `a run that fails leaves an earlier publication as it was`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let names = try missions.published()
            let before = try names.map { try Data(contentsOf: URL(filePath: missions.out($0))) }
            for type in ["dsm-ptcloud", "dtm-ptcloud"] { try missions.file("01_oak", "01_oak_\(type).tif", "damaged") }
            #expect(try await missions.runOne().status == .failed)
            #expect(try missions.published() == names)
            #expect(try names.map { try Data(contentsOf: URL(filePath: missions.out($0))) } == before)
        }
    }

    @Test func `a manifest is read back as it was written`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let json = try #require(FileManager.default.contents(atPath: missions.out(path)))
            let manifest = try #require(Manifest(json: Array(json)))
            try manifest.write(to: missions.folder("again.json"))
            #expect(
                try String(contentsOfFile: missions.folder("again.json"), encoding: .utf8)
                    == String(contentsOfFile: missions.out(path), encoding: .utf8))
        }
    }
}
