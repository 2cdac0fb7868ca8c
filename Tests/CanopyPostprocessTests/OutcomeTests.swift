import CanopyTesting
import Diagnostics
import Files
import Foundation
import Raster
import Stores
import Testing

@testable import CanopyPostprocess

@Suite struct OutcomeTests {
    @Test func `a damaged raster costs that product only`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_ortho.tif", "<Error>NoSuchKey</Error>")
            let report = try await missions.run()
            let mission = try #require(report.missions.first)
            #expect(mission.status == .partial)
            #expect(mission.reasons.count == 1)
            #expect(mission.reasons.first?.contains("01_oak_ortho.tif") == true)
            #expect(mission.products == 4 && mission.thumbnails == 3)
            #expect(!report.isSuccess(strict: false))

            let manifest = try MissionManifest(missions.out("oak/processed_01/manifest.json"))
            #expect(manifest["status"] == "partial")
            let failures = manifest.fields["failures"] as? [[String: String]]
            #expect(failures?.map { $0["product"] } == ["01_oak/01_oak_ortho.tif"])
            #expect(try !missions.published().contains { $0.contains("ortho") })
        }
    }

    @Test func `a mission without a raster that can be used fails and publishes nothing`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("02_oak", base: "oak")
            for type in ["dsm-ptcloud", "dtm-ptcloud"] { try missions.file("01_oak", "01_oak_\(type).tif", "damaged") }
            let report = try await missions.run()
            #expect(report.missions.map(\.status) == [.failed, .succeeded])
            #expect(report.missions.first?.reasons.first == "none of its rasters could be cropped")
            #expect(report.missions.first?.reasons.count == 3)
            #expect(try !missions.published().contains { $0.contains("processed_01") })
            #expect(!report.isSuccess(strict: false))
        }
    }

    @Test func `a boundary that cannot be read fails the mission for one reason`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("boundaries/oak/metadata-mission/oak_mission-metadata.gpkg", "no boundary")
            let report = try await missions.runOne()
            #expect(report.status == .failed)
            #expect(report.reasons.count == 2, "\(report.reasons)")
            #expect(report.reasons.last?.contains("oak_mission-metadata.gpkg") == true)
        }
    }

    @Test func `a boundary elsewhere fails the mission`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.boundary("oak", shifts: [1000])
            let report = try await missions.runOne()
            #expect(report.status == .failed)
            #expect(report.reasons.contains { $0.contains("do not overlap") })
        }
    }

    @Test func `a mission without products or without a boundary is skipped`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.raster("01_elm", "dsm")
            try missions.folder.folder("data/01_fir")
            try missions.boundary("fir")
            let report = try await missions.run()
            #expect(report.missions.map(\.status) == [.skipped, .skipped, .succeeded])
            #expect(report.missions[0].reasons.first?.contains("no boundary") == true)
            #expect(report.missions[1].reasons.first?.contains("no products") == true)
            #expect(report.found == 3)
            #expect(report.isSuccess(strict: false) && !report.isSuccess(strict: true))
        }
    }

    @Test func `a mission without a boundary has failed where boundaries are required`() async throws {
        try await withMissions { missions in
            try missions.raster("01_elm", "dsm")
            #expect(try await missions.runOne { $0.needsBoundary = true }.status == .failed)
        }
    }

    @Test func `a mission that was named and is not there has failed`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("02_oak", base: "oak")
            let report = try await missions.run { $0.missions = ["02_oak", "03_oak"] }
            #expect(report.missions.map(\.name) == ["02_oak", "03_oak"])
            #expect(report.missions.map(\.status) == [.succeeded, .failed])
            #expect(report.found == 1)
            #expect(report.missions.last?.reasons.first?.contains("no mission of this name") == true)
            #expect(!report.isSuccess(strict: false))
        }
    }

    @Test func `nothing found is no success`() async throws {
        try await withMissions { missions in
            let report = try await missions.run()
            #expect(report.found == 0 && report.missions == [])
            #expect(!report.isSuccess(strict: false))
            #expect(report.warnings.contains { $0.contains("no missions") })
        }
    }

    @Test func `products that would get one name are both refused, the rest goes on`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.raster("01_oak", "ortho", extension: "tif")
            try missions.raster("01_oak", "ortho", extension: "TIFF")
            let report = try await missions.runOne()
            #expect(report.status == .partial)
            for name in ["01_oak/01_oak_ortho.tif", "01_oak/01_oak_ortho.TIFF"] {
                #expect(report.reasons.contains { $0.contains("'\(name)'") })
            }
            #expect(try !missions.published().contains { $0.contains("ortho") })
        }
    }

    @Test func `missions that would share an output are both refused, the rest goes on`() async throws {
        try await withMissions { missions in
            for mission in ["oak", "01_oak", "02_oak"] { try missions.usual(mission, base: "oak") }
            let report = try await missions.run()
            #expect(report.missions.map(\.name) == ["01_oak", "02_oak", "oak"])
            #expect(report.missions.map(\.status) == [.failed, .succeeded, .failed])
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.out("oak")) == ["processed_02"])
        }
    }

    @Test func `an interrupted run ends as one, without a manifest`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let progress = Progress()
            progress.cancellation.cancel()
            await #expect(throws: PostprocessError.cancelled) {
                try await Postprocess(options: missions.options()).run(missions.locations(), progress: progress)
            }
            #expect(!Path.exists(missions.out("oak/processed_01/manifest.json")))
        }
    }

    @Test func `a run that is interrupted while it makes products leaves what was published before`() async throws {
        try await withMissions { missions in
            for mission in ["01_oak", "02_oak"] { try missions.usual(mission, base: "oak") }
            _ = try await missions.run()
            let before = try missions.contents()
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0.1 { cancellation.cancel() } }
            await #expect(throws: PostprocessError.cancelled) {
                try await Postprocess(options: missions.options()).run(missions.locations(), progress: progress)
            }
            #expect(try missions.contents() == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: missions.out("oak/processed_01")).count == 3)
        }
    }

    /// Publishes on this machine what comes from a store that loses the report, as soon as a product is made of the mission.
    private func runWithoutReport(_ missions: Missions, made: String) async throws -> Postprocess.Report {
        struct Lost: Error {}
        let input = try Depot("internal", in: missions.folder("data")) { event in
            guard case .fetch(let key) = event, key.name == "01_oak_report.pdf" else { return }
            let deadline = ContinuousClock.now + .seconds(60)
            while !(try missions.files(in: missions.folder("out")).contains { $0.hasSuffix(made) }) {
                guard ContinuousClock.now < deadline else { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            throw Lost()
        }
        return try await Postprocess(options: missions.options()).run(
            Postprocess.OpenStores(
                input: input, boundaries: LocalStore(missions.folder("boundaries")),
                output: LocalStore(missions.folder("out"))))
    }

    @Test func `a mission that fails where none was published leaves no product`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.folder("out")
            let report = try await runWithoutReport(missions, made: "full/01_oak_dsm-ptcloud.tif")
            #expect(report.missions.map(\.status) == [.failed])
            #expect(report.missions.first?.reasons.first?.contains("01_oak_report.pdf") == true)
            #expect(try missions.published() == [])
        }
    }

    @Test func `a mission that fails leaves what was published before`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let before = try missions.contents()
            try missions.raster("01_oak", "dsm-ptcloud", 35)
            // Beside the earlier publication.
            let result = try await runWithoutReport(missions, made: ".tmp/full/01_oak_dsm-ptcloud.tif")
            #expect(result.missions.map(\.status) == [.failed])
            #expect(try missions.contents() == before)
        }
    }

    @Test func `a raster that disappears on the way costs that product`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.raster("01_oak", "ortho", 1)
            // A part of the first raster is done.
            let progress = Progress { _ in
                for type in ["dsm-ptcloud", "dtm-ptcloud", "ortho"] {
                    try? FileManager.default.removeItem(atPath: missions.folder("data/01_oak/01_oak_\(type).tif"))
                }
            }
            let report = try await Postprocess(options: missions.options()).run(
                missions.locations(), progress: progress)
            #expect(report.missions.map(\.status) == [.partial])
            #expect(report.missions.first?.reasons.count == 2)
        }
    }

    @Test func `the bar only ever moves forward`() async throws {
        try await withMissions { missions in
            for mission in ["01_oak", "02_oak", "03_oak"] { try missions.usual(mission, base: "oak") }
            let shares = Shares()
            let progress = Progress { shares.add($0) }
            _ = try await Postprocess(options: missions.options()).run(missions.locations(), progress: progress)
            #expect(shares.all == shares.all.sorted())
            #expect(shares.all.last == 1)
        }
    }
}
