import CanopyMatch
import CanopyPostprocess
import CanopyTesting
import Foundation
import Testing

@Suite struct ShardTests {
    @Test func `each mission is processed in one shard, and in the same whatever else is there`() async throws {
        try await withMissions { missions in
            let names = (1...6).map { "0\($0)_oak" }
            for name in names { try missions.usual(name, base: "oak") }
            var shards: [String: Int] = [:]
            for number in 0..<3 {
                let report = try await missions.run { $0.shard = Shard(number, of: 3) }
                #expect(report.isSuccess(strict: true), "shard \(number)")
                #expect(report.found == report.missions.count)
                for mission in report.missions {
                    #expect(shards.updateValue(number, forKey: mission.name) == nil)
                }
            }
            #expect(shards.keys.sorted() == names)
            #expect(Set(shards.values).count > 1)
            try FileManager.default.removeItem(atPath: missions.folder("data/03_oak"))
            try missions.usual("07_oak", base: "oak")
            for number in 0..<3 {
                let report = try await missions.run {
                    $0.shard = Shard(number, of: 3)
                    $0.dryRun = true
                }
                for mission in report.missions where mission.name != "07_oak" {
                    #expect(shards[mission.name] == number)
                }
            }
        }
    }

    @Test func `missions that would share an output are refused in every shard`() async throws {
        try await withMissions { missions in
            for mission in ["oak", "01_oak", "02_oak"] { try missions.usual(mission, base: "oak") }
            var succeeded = 0
            for number in 0..<4 {
                let report = try await missions.run { $0.shard = Shard(number, of: 4) }
                #expect(report.missions.filter { $0.status == .failed }.map(\.name) == ["01_oak", "oak"])
                #expect(!report.isSuccess(strict: false))
                succeeded += report.count(.succeeded)
            }
            #expect(succeeded == 1)
        }
    }

    @Test func `a shard without missions has succeeded, but not one of an input without any`() async throws {
        try await withMissions { missions in
            func reports() async throws -> [Postprocess.Report] {
                var reports: [Postprocess.Report] = []
                for number in 0..<9 { reports.append(try await missions.run { $0.shard = Shard(number, of: 9) }) }
                return reports
            }
            #expect(try await !reports().contains { $0.isSuccess(strict: false) })
            try missions.usual("01_oak", base: "oak")
            let reports = try await reports()
            #expect(reports.allSatisfy { $0.isSuccess(strict: true) })
            #expect(reports.map(\.found).sorted() == [0, 0, 0, 0, 0, 0, 0, 0, 1])
        }
    }

    @Test func `shards are numbered from 0`() {
        for text in [
            "", "/", "1", "1/", "/1", "1/1", "2/1", "-1/4", "+1/4", "0/0", "0/100001", "1/2/3", " 0/1", "0/1 ", "٣/٨",
        ] {
            #expect(Shard(text) == nil, "\(text)")
        }
        #expect(Shard("0/1")?.description == "0/1")
        #expect(Shard("99999/100000")?.number == 99_999)
    }
}
