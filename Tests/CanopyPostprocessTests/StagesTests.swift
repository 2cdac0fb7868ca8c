import CanopyTesting
import Files
import Foundation
import Stores
import Synchronization
import Testing

@testable import CanopyPostprocess

/// Missions of stores that are not on this machine.
@Suite struct StagesTests {
    typealias Watch = @Sendable (Depot.Event) async throws -> Void

    private func run(
        _ missions: Missions, options change: (inout Postprocess.Options) -> Void,
        watch: @escaping Watch = { _ in }
    ) async throws -> Postprocess.Report {
        try missions.folder.folder("out")
        let input = try Depot("internal", in: missions.folder("data"), watch: watch)
        let boundaries = try Depot("boundaries", in: missions.folder("boundaries"), watch: watch)
        let output = try Depot("public", in: missions.folder("out"), watch: watch)
        return try await Postprocess(options: missions.options(change)).run(
            Postprocess.OpenStores(input: input, boundaries: boundaries, output: output))
    }

    private func run(
        _ missions: Missions, watch: @escaping Watch = { _ in }
    ) async throws -> Postprocess.Report {
        try await run(missions, options: { _ in }, watch: watch)
    }

    /// All that is published but documents, which tell of time and place.
    private func products(_ missions: Missions) throws -> [String: Data] {
        try missions.contents().filter {
            $0.key.hasSuffix(".tif") || $0.key.hasSuffix(".png") || $0.key.hasSuffix(".pdf")
        }
    }

    /// On this machine canopy heights are made while their surface is cropped.
    @Test func `what is published does not depend on where the stores are`() async throws {
        let local = try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await missions.runOne()
            return (report.products, report.thumbnails, report.bytes, try products(missions))
        }
        let remote = try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try #require(try await run(missions).missions.first)
            return (report.products, report.thumbnails, report.bytes, try products(missions))
        }
        #expect(local == remote)
        #expect(local.3.count == 7)
    }

    @Test(.timeLimit(.minutes(30)))
    func `while a mission is published the next one is processed and the one after downloaded`() async throws {
        try await withMissions { missions in
            for mission in ["01_oak", "02_oak", "03_oak"] { try missions.usual(mission, base: "oak") }
            let third = Gate()
            let report = try await run(missions) { event in
                switch event {
                // The third is downloaded only once the second has been handed over to be processed.
                case .fetch(let key) where key.name == "03_oak_report.pdf": await third.open()
                case .store(let key) where key.name == "01_oak_dsm-ptcloud.tif":
                    await third.pass()
                    // The rasters that the first was made of have made room for those of the third, of which one is on its way.
                    #expect(!Path.exists(missions.folder("work/01_oak/input/01_oak_dsm-ptcloud.tif")))
                default: break
                }
            }
            #expect(report.count(.succeeded) == 3)
        }
    }

    @Test func `the manifest is stored last and removed first`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            for _ in 1...2 {
                let stored = Mutex<[String]>([])
                let report = try await run(missions) { event in
                    guard case .store(let key) = event else { return }
                    stored.withLock { $0.append(key.name) }
                    #expect(!Path.exists(missions.out("oak/processed_01/manifest.json")))
                }
                #expect(report.count(.succeeded) == 1)
                #expect(stored.withLock { $0.last } == "manifest.json")
                #expect(stored.withLock { $0.count } == 8)
            }
        }
    }

    @Test(arguments: ["01_oak_report.pdf", "01_oak_dsm-ptcloud.tif", "oak_mission-metadata.gpkg"])
    func `a download that fails costs its mission, the rest goes on`(name: String) async throws {
        struct Refused: Error {}
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("01_elm", base: "elm")
            let report = try await run(missions) { event in
                if case .fetch(let key) = event, key.name == name { throw Refused() }
            }
            #expect(report.missions.map(\.status) == [.succeeded, .failed])
            #expect(try !missions.published().contains { $0.hasPrefix("oak/") })
            #expect(try missions.folder.names() == ["boundaries", "data", "out", "work"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.folder("work")) == [])
        }
    }

    @Test func `an upload that fails costs its mission, the rest goes on`() async throws {
        struct Refused: Error {}
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("01_elm", base: "elm")
            let report = try await run(missions) { event in
                if case .store(let key) = event, key.name == "01_oak_chm.png" { throw Refused() }
            }
            #expect(report.missions.map(\.status) == [.succeeded, .failed])
            #expect(!Path.exists(missions.out("oak/processed_01/manifest.json")))
        }
    }

    @Test func `only what the run put into the working directory is removed from it`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("work/01_oak/input/notes.txt", "mine")
            try missions.folder.file("work/other.txt", "mine")
            _ = try await run(missions)
            #expect(try missions.files(in: missions.folder("work")) == ["01_oak/input/notes.txt", "other.txt"])
            #expect(try missions.files(in: missions.folder("data")).count == 3)
        }
    }

    @Test func `with --keep the working directory keeps what the run put there`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await run(missions, options: { $0.keep = true })
            let kept = try missions.files(in: missions.folder("work"))
            #expect(kept.contains("01_oak/input/01_oak_dsm-ptcloud.tif"))
            #expect(kept.contains("01_oak/boundary/oak_mission-metadata.gpkg"))
            #expect(kept.contains("01_oak/output/full/01_oak_chm.tif"))
        }
    }

    @Test func `with --resume the manifest is looked up in the store`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await run(missions)
            let report = try await run(missions, options: { $0.resume = true }) { event in
                if case .store(let key) = event { Issue.record("stored \(key)") }
            }
            #expect(report.missions.first?.unchanged == true)
        }
    }
}
