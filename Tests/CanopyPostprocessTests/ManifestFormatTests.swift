import CanopyTesting
import Foundation
import Stores
import Testing

@testable import CanopyPostprocess

/// Manifests of earlier and of later versions.
@Suite struct ManifestFormatTests {
    private let manifest = "oak/processed_01/manifest.json"

    /// Whether a run with `--resume` leaves what an earlier version has published as it is, if its manifest has this text in
    /// place of that.
    private func isSkipped(
        _ text: String = "", _ replacement: String = "", _ options: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> Bool {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let old = try OldManifest(of: "01_oak", base: "oak", missions).text
            #expect(old.contains(text) || text.isEmpty)
            let changed = old.replacingOccurrences(of: text, with: replacement)
            try missions.folder.file("out/" + manifest, changed)
            let before = try missions.contents()
            let report = try await missions.runOne {
                $0.resume = true
                options(&$0)
            }
            #expect(report.status == .succeeded)
            #expect(try (missions.contents() == before) == report.unchanged)
            // Done again, it is of today's form.
            let now = try MissionManifest(missions.out(manifest)).fields["format"] as? Int
            #expect(report.unchanged || now == 2)
            return report.unchanged
        }
    }

    @Test func `what was published with a manifest of form 1 is as good as new`() async throws {
        #expect(try await isSkipped())
    }

    @Test func `a manifest of form 1 is held to the same inputs and options`() async throws {
        #expect(try await !(isSkipped { $0.maxDim = 100 }))
        #expect(try await !(isSkipped(#""role" : "boundary""#, #""role" : "product""#)))
        #expect(try await !(isSkipped("full/01_oak_chm.tif", "full/01_oak_chm-old.tif")))
        #expect(try await !(isSkipped(#""status" : "succeeded""#, #""status" : "partial""#)))
    }

    @Test(arguments: [-1, 0, 3])
    func `a manifest of a form that nobody knows makes a mission be done again`(format: Int) async throws {
        #expect(try await !(isSkipped(#""format" : 1"#, #""format" : \#(format)"#)))
    }

    @Test func `a manifest without what it need not tell is good`() async throws {
        #expect(try await isSkipped(#""format" : 1"#, #""format" : 2"#))
        let hash = #""sha256" : "6a006ed1d05f62e49e603aec548eeed36ac00ed5a2f774cb9e08b766b10f5e7a","#
        #expect(try await isSkipped(hash, ""))
    }

    @Test func `bytes, seconds and what verified an output are read back, and held to be there by size and MD5`()
        async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let old = try OldManifest(of: "01_oak", base: "oak", missions).text
            var manifest = try #require(Manifest(json: Array(old.utf8)))
            #expect(manifest.transferred == nil && manifest.stages == nil && manifest.seconds == nil)
            #expect(manifest.outputs.allSatisfy { $0.verifiedBy == nil && $0.sha256 != nil })
            manifest.transferred = Postprocess.Transferred(downloaded: 1, copied: 1 << 40)
            manifest.stages = Postprocess.Stages(processing: 0.25)
            manifest.seconds = 2
            manifest.outputs[0].sha256 = nil
            manifest.outputs[0].verifiedBy = .md5
            try manifest.write(to: missions.folder("again.json"))
            let text = try missions.folder.text("again.json")
            let again = try #require(Manifest(json: Array(text.utf8)))
            #expect(again.transferred == manifest.transferred && again.stages == manifest.stages && again.seconds == 2)
            #expect(again.outputs == manifest.outputs)
            #expect(!text.contains("null"))

            let folder = try StoreKey("oak/processed_01")
            let file = Deposit(again.outputs, in: folder).files[folder.appending(again.outputs[0].path)]
            #expect(file?.md5 == again.outputs[0].md5 && file?.size == 8)
        }
    }
}
