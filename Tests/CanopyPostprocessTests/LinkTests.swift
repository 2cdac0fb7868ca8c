import CanopyTesting
import Files
import Foundation
import Raster
import Stores
import Testing

@testable import CanopyPostprocess

/// Links, and what belongs to others, where missions are read, worked on and published.
@Suite struct LinkTests {
    private func link(_ missions: Missions, _ name: String, to target: String) throws {
        try missions.folder.folder(Path.folder(of: name))
        try FileManager.default.createSymbolicLink(
            atPath: missions.folder(name), withDestinationPath: missions.folder(target))
    }

    private func text(_ missions: Missions, _ name: String) throws -> String {
        try String(contentsOfFile: missions.folder(name), encoding: .utf8)
    }

    /// A run over stores that are not on this machine.
    private func runRemotely(_ missions: Missions) async throws -> Postprocess.MissionReport {
        try missions.folder.folder("out")
        let input = try Depot("internal", in: missions.folder("data"))
        let boundaries = try Depot("boundaries", in: missions.folder("boundaries"))
        let output = try Depot("public", in: missions.folder("out"))
        let report = try await Postprocess(options: missions.options()).run(
            Postprocess.OpenStores(input: input, boundaries: boundaries, output: output))
        return try #require(report.missions.first)
    }

    @Test(arguments: [
        "01_oak", "01_oak/input", "01_oak/boundary", "01_oak/output", "01_oak/output/full", "01_oak.canopy-lock",
    ])
    func `a link in the working directory costs the mission, and nothing behind it`(name: String) async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("victim/01_oak_report.pdf", "precious")
            let target = name.hasSuffix("lock") ? "victim/01_oak_report.pdf" : "victim"
            try link(missions, "work/" + name, to: target)
            let report = try await runRemotely(missions)
            #expect(report.status == .failed)
            #expect(report.reasons.first?.contains("it is a link") == true)
            #expect(try text(missions, "victim/01_oak_report.pdf") == "precious")
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.folder("victim")).count == 1)
        }
    }

    @Test(arguments: ["processed_01", "processed_01/full", "processed_01/thumbnails", "processed_01/.canopy-lock"])
    func `a link where products are published costs the mission, and nothing behind it`(name: String) async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("victim/manifest.json", "precious")
            try link(missions, "out/oak/" + name, to: name.hasSuffix("lock") ? "victim/manifest.json" : "victim")
            let report = try await missions.runOne()
            #expect(report.status == .failed)
            #expect(report.reasons.first?.contains("it is a link") == true)
            #expect(try text(missions, "victim/manifest.json") == "precious")
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.folder("victim")).count == 1)
        }
    }

    @Test func `a product that is a link out of the input is refused, one within it is not`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("secret", "secret")
            try missions.folder.file("data/shared/license.txt", "free")
            try link(missions, "data/01_oak/01_oak_log.txt", to: "secret")
            try link(missions, "data/01_oak/01_oak_license.txt", to: "data/shared/license.txt")
            let report = try await missions.runOne { $0.missions = ["01_oak"] }
            #expect(report.status == .partial)
            #expect(report.reasons.first?.contains("'01_oak/01_oak_log.txt' is a link to a file outside") == true)
            #expect(!Path.exists(missions.out("oak/processed_01/full/01_oak_log.txt")))
            #expect(try text(missions, "out/oak/processed_01/full/01_oak_license.txt") == "free")
        }
    }

    @Test func `a raster whose sidecar is a link out of the input is refused`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("secret", "secret")
            try link(missions, "data/01_oak/01_oak_dsm-ptcloud.tif.msk", to: "secret")
            let report = try await missions.runOne()
            #expect(report.status == .partial)
            #expect(report.reasons.first?.contains("01_oak_dsm-ptcloud.tif.msk") == true)
            #expect(!Path.exists(missions.out("oak/processed_01/full/01_oak_dsm-ptcloud.tif")))
        }
    }

    @Test func `a mission and a boundary that are links out of their stores are refused`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("01_elm", base: "elm")
            let boundary = "boundaries/elm/metadata-mission/elm_mission-metadata.gpkg"
            for (from, to) in [("data/01_oak", "oak elsewhere"), (boundary, "elm elsewhere")] {
                try FileManager.default.moveItem(atPath: missions.folder(from), toPath: missions.folder(to))
                try link(missions, from, to: to)
            }
            let report = try await missions.run()
            #expect(report.missions.map(\.status) == [.failed, .failed])
            for mission in report.missions { #expect(mission.reasons.first?.contains("by a link") == true) }
        }
    }

    @Test func `a whole store behind a link is as good as any`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try link(missions, "there", to: "data")
            let report = try await missions.runOne(
                at: missions.locations { $0.input = .init(path: missions.folder("there")) })
            #expect(report.status == .succeeded)
        }
    }

    @Test func `what a killed run left in the working directory goes with the next run`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("work/07_elm/input/07_elm_dsm.tif", "half a download")
            try missions.folder.file(
                "work/07_elm.canopy-lock", "process 7 on hill\nthe folder of that name goes with it")
            try missions.folder.file("work/08_ash/input/mine.txt", "not the run's")
            try missions.folder.file("work/08_ash.canopy-lock", "process 7 on hill")
            #expect(try await runRemotely(missions).status == .succeeded)
            #expect(try missions.files(in: missions.folder("work")) == ["08_ash/input/mine.txt"])
        }
    }
}
