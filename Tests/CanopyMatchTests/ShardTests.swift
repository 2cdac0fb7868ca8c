import CanopyMatch
import Stores
import Testing

/// A shard has its missions, whatever there is besides, and asks for no more than their names of the others.
@Suite("Missions of a shard") struct ShardTests {
    private let names = (1...9).map { "0\($0)_oak" }

    private func shards(
        _ files: [String], of count: Int, _ change: (inout Match.Options) -> Void = { _ in }
    ) async throws -> [(report: Match.Report, questions: [String])] {
        var shards: [(Match.Report, [String])] = []
        for number in 0..<count {
            var options = Match.Options()
            options.shard = Shard(number, of: count)
            change(&options)
            let input = try PaperStore("s3://input/data", files)
            let boundaries = try PaperStore("s3://boundaries", boundaryFiles("oak", "elm"))
            let report = try await Match(options: options).run(input: input, boundaries: boundaries)
            shards.append((report, input.questions.all))
        }
        return shards
    }

    @Test func `only folders of its own are looked into`() async throws {
        let shards = try await shards(names.map { "\($0)/\($0)_dsm.tif" }, of: 3)
        #expect(shards.flatMap { $0.report.missions.map(\.name) }.sorted() == names)
        for shard in shards {
            #expect(shard.report.missions.count < names.count && shard.report.candidates == names.count)
            #expect(shard.questions == [" to depth 1"] + shard.report.missions.map { "\($0.name) to depth 1" })
        }
    }

    @Test func `in the flat layout only files of its own are looked at`() async throws {
        let shards = try await shards(names.map { "\($0)_dsm.tif" }, of: 3) { $0.layout = .flat }
        #expect(shards.flatMap { $0.report.missions.map(\.name) }.sorted() == names)
        for shard in shards {
            #expect(shard.report.candidates == names.count)
            #expect(
                shard.questions == [" to depth 1"] + shard.report.missions.map { "at \($0.name)_dsm.tif" }
                    + ["without times"])
            #expect(shard.report.missions.allSatisfy { $0.products[0].entry.modified != nil })
        }
    }

    @Test func `those that would share an output are told in every shard, where both have products`() async throws {
        for layout in [MissionLayout.nested, .flat, .metashape] {
            func file(_ mission: String) -> String {
                (layout == .flat ? "" : mission + "/") + mission + "_dsm.tif"
            }
            var files = ["elm", "1_elm", "2_elm", "oak"].map(file)
            if layout == .nested { files.append("001_oak/deep/nothing") }
            let shards = try await shards(files, of: 4) { $0.layout = layout }
            for shard in shards {
                let shared = shard.report.unmatched.filter { $0.kind == .sharedOutput }
                #expect(shared.map(\.name) == ["1_elm", "elm"])
            }
            #expect(shards.flatMap { $0.report.missions.map(\.name) }.sorted() == ["2_elm", "oak"])
        }
    }

    @Test func `a mission that is named is looked for in its shard`() async throws {
        let files = ["01_oak/01_oak_dsm.tif", "02_oak/02_oak_dsm.tif"]
        let shards = try await shards(files, of: 5) { $0.missions = ["02_oak", "03_oak"] }
        #expect(shards.flatMap { $0.report.missions.map(\.name) } == ["02_oak"])
        #expect(shards.flatMap { $0.report.unmatched.map(\.name) } == ["03_oak"])
    }
}
