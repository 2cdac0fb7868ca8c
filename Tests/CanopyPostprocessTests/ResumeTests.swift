import COGEncoding
import CanopyCrop
import CanopyTesting
import CanopyThumb
import Files
import Foundation
import Raster
import Stores
import Testing

@testable import CanopyPostprocess

@Suite struct ResumeTests {
    private let manifest = "oak/processed_01/manifest.json"

    /// Publishes a mission, changes something, and tells whether a second run left it as it is.
    private func isSkipped(
        _ options: (inout Postprocess.Options) -> Void = { _ in }, after change: (Missions) throws -> Void
    ) async throws -> Bool {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            try change(missions)
            let report = try await missions.runOne {
                $0.resume = true
                options(&$0)
            }
            #expect(Path.isFile(missions.out(manifest)))
            return report.unchanged
        }
    }

    @Test func `a mission that is published from the same inputs and options is left as it is`() async throws {
        #expect(try await isSkipped { _ in })
    }

    @Test func `how the machine is used does not change the products`() async throws {
        #expect(
            try await isSkipped({
                $0.writing.jobs = 3
                $0.writing.memory = 64 << 20
                $0.keep = true
            }) { _ in })
    }

    @Test func `a changed product makes it be done again`() async throws {
        #expect(try await !(isSkipped { try $0.raster("01_oak", "dsm-ptcloud", 31) }))
    }

    @Test func `a new product makes it be done again`() async throws {
        #expect(try await !(isSkipped { try $0.file("01_oak", "01_oak_cameras.xml") }))
    }

    @Test func `a new sidecar makes it be done again`() async throws {
        #expect(try await !(isSkipped { try $0.file("01_oak", "01_oak_dsm-ptcloud.tif.aux.xml", "<PAMDataset/>") }))
    }

    @Test func `a changed boundary makes it be done again`() async throws {
        #expect(try await !(isSkipped { try $0.boundary("oak", shifts: [1]) }))
    }

    @Test(
        arguments: [
            { $0.maxDim = 100 }, { $0.thumbStyle = .viridis }, { $0.thumbRange = StretchRange(from: 0, to: 9) },
            { $0.features = .intersection },
            { $0.writing.compression = .zstd }, { $0.writing.blockSize = 256 },
        ] as [@Sendable (inout Postprocess.Options) -> Void])
    func `an option that changes the products makes it be done again`(
        change: @Sendable (inout Postprocess.Options) -> Void
    ) async throws {
        #expect(try await !(isSkipped(change) { _ in }))
    }

    @Test(arguments: [
        (#""status" : "succeeded""#, #""status" : "partial""#), (#""format" : 2"#, #""format" : 3"#),
        (#""productFormat" : 1"#, #""productFormat" : 2"#), ("{", "["),
    ])
    func `a manifest that is not of a complete mission of this version makes it be done again`(
        text: String, replacement: String
    ) async throws {
        let isSkipped = try await isSkipped { missions in
            let old = try String(contentsOfFile: missions.out(manifest), encoding: .utf8)
            #expect(old.contains(text))
            try missions.folder.file("out/" + manifest, old.replacingOccurrences(of: text, with: replacement))
        }
        #expect(!isSkipped)
    }

    @Test func `without --resume everything is done again`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            for _ in 1...2 { #expect(try await missions.runOne().unchanged == false) }
        }
    }

    @Test func `a dry run tells what would be published and writes nothing`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let before = try missions.files(in: missions.folder.path)
            let report = try await missions.runOne { $0.dryRun = true }
            #expect(try missions.files(in: missions.folder.path) == before)
            #expect(try missions.folder.names() == ["boundaries", "data"])

            let plan = try #require(report.plan).map(\.text).sorted()
            _ = try await missions.run()
            let published = try missions.files(in: missions.out("oak/processed_01"))
            #expect(plan == published.filter { $0 != "manifest.json" })
            #expect(report.products == 4 && report.thumbnails == 3)
        }
    }

    @Test func `a dry run with --resume knows what is published already`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let report = try await missions.runOne { ($0.dryRun, $0.resume) = (true, true) }
            #expect(report.unchanged && report.plan == nil)
        }
    }
}
