import CanopyPostprocess
import CanopyTesting
import Files
import Foundation
import Stores
import Testing

@Suite struct PublishingTests {
    @Test func `a mission becomes cropped rasters, a canopy height model, thumbnails and copies`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await missions.runOne()
            #expect(report.status == .succeeded)
            #expect(report.warnings == [] && report.reasons == [])
            #expect(report.products == 4 && report.thumbnails == 3)
            #expect(
                try missions.published() == [
                    "oak/processed_01/full/01_oak_chm.tif",
                    "oak/processed_01/full/01_oak_dsm-ptcloud.tif",
                    "oak/processed_01/full/01_oak_dtm-ptcloud.tif",
                    "oak/processed_01/full/01_oak_report.pdf",
                    "oak/processed_01/manifest.json",
                    "oak/processed_01/thumbnails/01_oak_chm.png",
                    "oak/processed_01/thumbnails/01_oak_dsm-ptcloud.png",
                    "oak/processed_01/thumbnails/01_oak_dtm-ptcloud.png",
                ])
            let dsm = try samples(missions.out("oak/processed_01/full/01_oak_dsm-ptcloud.tif"))
            #expect(dsm == (0..<12).flatMap { _ in (4..<20).map { 30 + Float($0) } })
            #expect(try samples(missions.out("oak/processed_01/full/01_oak_chm.tif")).allSatisfy { $0 == 20 })
            let copy = try String(
                contentsOfFile: missions.out("oak/processed_01/full/01_oak_report.pdf"), encoding: .utf8)
            #expect(copy == "the report of 01_oak")
            let bytes = try missions.published().filter { !$0.hasSuffix("manifest.json") }
                .compactMap { Path.size(of: missions.out($0)) }.reduce(0, +)
            #expect(report.bytes == bytes)
        }
    }

    @Test func `missions of one base name go to the folders of their runs`() async throws {
        try await withMissions { missions in
            for mission in ["01_oak", "02_oak", "015_oak"] { try missions.usual(mission, base: "oak") }
            let report = try await missions.run()
            #expect(report.count(.succeeded) == 3)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: missions.out("oak")).sorted()
                    == ["processed_01", "processed_02", "processed_15"])
        }
    }

    @Test(arguments: ["01_o'ak & \"elm\"", "x y [1] 100%", "wäldchen$HOME", "a?b*c#d", "001__"])
    func `a mission's name may have any characters that a file's may`(mission: String) async throws {
        try await withMissions { missions in
            let base = mission.hasPrefix("0") ? String(mission.drop { $0 != "_" }.dropFirst()) : mission
            try missions.usual(mission, base: base)
            let report = try await missions.runOne()
            #expect(report.status == .succeeded, "\(report)")
            #expect(Path.isFile(missions.out("\(base)/processed_01/full/\(mission)_chm.tif")))
        }
    }

    @Test func `local stores leave the working directory alone`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            #expect(try missions.folder.names() == ["boundaries", "data", "out"])
        }
    }

    @Test func `sidecars are read with their raster and never published`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            // The nodata value of the sidecar takes the place of the file's.
            try missions.file(
                "01_oak", "01_oak_dsm-ptcloud.tif.aux.xml",
                """
                <PAMDataset><PAMRasterBand band="1"><Description>top</Description></PAMRasterBand></PAMDataset>
                """)
            try missions.file("01_oak", "01_oak_dtm-ptcloud.tfw", "1\n0\n0\n-1\n0\n0\n")
            let report = try await missions.runOne()
            #expect(report.status == .succeeded)
            #expect(try missions.published().filter { $0.hasSuffix(".xml") || $0.hasSuffix(".tfw") } == [])
            let manifest = try String(
                contentsOfFile: missions.out("oak/processed_01/manifest.json"), encoding: .utf8)
            #expect(manifest.contains(#""name" : "top""#))
            #expect(manifest.contains(#""role" : "sidecar""#))
        }
    }

    @Test func `files of an earlier run stay, with a warning`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.raster("01_oak", "dsm-mesh", 50)
            _ = try await missions.run()
            try missions.file("01_oak", "01_oak_dsm-mesh.tif", "damaged")
            let old = try Data(contentsOf: URL(filePath: missions.out("oak/processed_01/full/01_oak_dsm-mesh.tif")))

            let report = try await missions.runOne()
            #expect(report.status == .partial)
            for name in ["full/01_oak_dsm-mesh.tif", "thumbnails/01_oak_dsm-mesh.png"] {
                #expect(report.warnings.contains { $0.hasPrefix("'oak/processed_01/\(name)' is of an earlier run") })
            }
            let now = try Data(contentsOf: URL(filePath: missions.out("oak/processed_01/full/01_oak_dsm-mesh.tif")))
            #expect(now == old)
            let manifest = try MissionManifest(missions.out("oak/processed_01/manifest.json"))
            #expect(!manifest.outputs.keys.contains("full/01_oak_dsm-mesh.tif"))
        }
    }

    @Test func `products of an earlier run are replaced`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            try missions.raster("01_oak", "dsm-ptcloud", 35)
            try missions.file("01_oak", "01_oak_report.pdf", "another report")
            let report = try await missions.runOne()
            #expect(report.status == .succeeded && report.warnings == [])
            #expect(try samples(missions.out("oak/processed_01/full/01_oak_chm.tif")).allSatisfy { $0 == 25 })
            let copy = try String(
                contentsOfFile: missions.out("oak/processed_01/full/01_oak_report.pdf"), encoding: .utf8)
            #expect(copy == "another report")
        }
    }

    @Test func `an output beside the missions is not taken for one, and runs can be repeated`() async throws {
        try await withMissions { missions in
            // Without a run number the output lies in the mission's own folder.
            try missions.usual("oak", base: "oak")
            for output in ["data", "data/published"] {
                for _ in 1...2 {
                    let report = try await missions.run(
                        at: missions.locations { $0.output = .init(path: missions.folder(output)) })
                    #expect(report.missions.map(\.name) == ["oak"])
                    #expect(report.count(.succeeded) == 1)
                }
            }
        }
    }

    @Test func `an output folder behind a link is as good as any`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.folder("other disk")
            try missions.folder.folder("out")
            try FileManager.default.createSymbolicLink(
                atPath: missions.out("oak"), withDestinationPath: missions.folder("other disk"))
            for _ in 1...2 { #expect(try await missions.runOne().status == .succeeded) }
            #expect(Path.isFile(missions.folder("other disk/processed_01/manifest.json")))
        }
    }
}
