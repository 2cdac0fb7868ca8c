import CanopyTesting
import Files
import Foundation
import Testing

@testable import CanopyPostprocess

@Suite struct LockTests {
    @Test func `who comes second for a mission learns who holds it, and the rest goes on`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.usual("01_elm", base: "elm")
            try missions.folder.folder("out/oak/processed_01")
            let lock = try FileLock(at: missions.out("oak/processed_01/.canopy-lock"), holder: "process 7 on hill")
            let report = try await missions.run()
            #expect(report.missions.map(\.status) == [.succeeded, .failed])
            #expect(
                report.missions.last?.reasons
                    == ["it is being processed by process 7 on hill; wait for that to end, and try again"])
            #expect(!Path.exists(missions.out("oak/processed_01/full")))
            _ = consume lock
            #expect(try await missions.runOne { $0.missions = ["01_oak"] }.status == .succeeded)
        }
    }

    @Test func `nothing but products is left where a mission was processed`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: missions.out("oak/processed_01")).sorted()
                    == ["full", "manifest.json", "thumbnails"])
        }
    }

    @Test func `a lock that nobody holds any more is none`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("out/oak/processed_01/.canopy-lock", "process 1 on hill")
            #expect(try await missions.runOne().status == .succeeded)
        }
    }
}
