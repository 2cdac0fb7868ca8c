import COGEncoding
import CanopyMatch
import CanopyTesting
import Files
import Glibc
import Stores
import Testing
import Threads

@testable import CanopyPostprocess

@Suite struct PreflightTests {
    private func problems(
        _ missions: Missions, at locations: Postprocess.Locations, _ change: (inout Postprocess.Options) -> Void
    ) async throws -> [String] {
        do throws(PostprocessError) {
            _ = try await Postprocess(options: missions.options(change)).run(locations)
            return []
        } catch { return error.problems }
    }

    @Test func `all that is wrong comes at once`() async throws {
        try await withMissions { missions in
            try missions.folder.file("file")
            let locations = missions.locations {
                $0.input = StoreLocation(path: missions.folder("nowhere"))
                $0.boundaries = StoreLocation(path: missions.folder("file"))
                $0.output = StoreLocation(path: missions.folder("file/out"))
            }
            let problems = try await problems(missions, at: locations) {
                $0.missions = ["01_oak", "../oak", ""]
                $0.maxDim = 0
                $0.writing.blockSize = 300
            }
            #expect(problems.count == 7, "\(problems)")
            #expect(problems.contains { $0.contains("'\(missions.folder("nowhere"))', does not exist") })
            #expect(problems.contains { $0.contains("'\(missions.folder("file"))', is no folder") })
            #expect(problems.contains { $0.hasPrefix("cannot write to '\(missions.folder("file/out"))'") })
            #expect(problems.contains { $0.contains("'../oak' is a path") })
            #expect(problems.contains { $0.contains("not 0") })
            #expect(problems.contains { $0.contains("300") })
        }
    }

    @Test func `a remote store takes a working directory that can be written`() async throws {
        try await withMissions { missions in
            let bucket = try StoreLocation("s3://bucket/missions")
            let problems = try await problems(missions, at: missions.locations { $0.input = bucket }) {
                $0.workingDirectory = "/proc/canopy"
            }
            #expect(problems.contains { $0.hasPrefix("cannot write to '/proc/canopy'") })
        }
    }

    @Test func `looking whether folders can be written leaves nothing behind`() async throws {
        try await withMissions { missions in
            let preflight = Preflight(
                missions.locations { $0.output = StoreLocation(path: missions.folder("a/b/c")) }, missions.options())
            #expect(preflight.problems == [])
            let names = try missions.folder.names()
            #expect(names == ["boundaries", "data"])
        }
    }

    @Test func `what is not known yet is left out`() {
        let preflight = Preflight(
            input: nil, boundaries: nil, output: nil, missions: ["a/b"], workingDirectory: "/proc/canopy", writes: true)
        #expect(preflight.problems.count == 1)
    }
}

@Suite struct SpaceTests {
    /// A file of more bytes than half of what any disk has, though none of them is stored.
    private func vast(_ missions: Missions, _ mission: String, _ name: String) throws {
        try missions.usual(mission, base: String(mission.dropFirst(3)))
        let path = try missions.file(mission, "\(mission)_\(name)")
        #expect(truncate(path, 1 << 42) == 0)
        #expect(try #require(Disk.free(at: missions.folder.path)) < 1 << 42)
    }

    /// What a run in which some stores are remote says of space.
    private func problems(
        _ missions: Missions, remote: Set<String>, _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> [String] {
        func store(_ name: String, _ folder: String) throws -> any Store {
            remote.contains(name) ? try Depot(name, in: missions.folder(folder)) : LocalStore(missions.folder(folder))
        }
        let stores = Postprocess.OpenStores(
            input: try store("data", "data"), boundaries: try store("boundaries", "boundaries"),
            output: try store("output", "out"))
        do throws(PostprocessError) {
            _ = try await Postprocess(options: missions.options(change)).run(stores)
            return []
        } catch { return error.problems }
    }

    @Test(arguments: ["points.laz", "ortho.tif"])
    func `an output on this machine that has no room is told before anything is made`(name: String) async throws {
        try await withMissions { missions in
            try vast(missions, "01_oak", name)
            let problems = try await problems(missions, remote: [])
            #expect(problems.count == 1)
            #expect(problems.first?.hasPrefix("'\(missions.folder("out"))' has ") == true)
            #expect(problems.first?.contains("MiB there at once, with '01_oak', if rasters stay as large") == true)
            #expect(try missions.folder.names() == ["boundaries", "data"])
        }
    }

    @Test func `a working directory that has no room is told before anything is downloaded`() async throws {
        try await withMissions { missions in
            try vast(missions, "01_oak", "points.laz")
            let problems = try await problems(missions, remote: ["data", "output"])
            #expect(problems.first?.hasPrefix("the working directory, '\(missions.folder("work"))', has ") == true)
            #expect(try missions.folder.names() == ["boundaries", "data"])
        }
    }

    @Test func `missions that have no room together wait for each other`() async throws {
        try await withMissions { missions in
            for mission in ["01_oak", "02_oak"] { try missions.usual(mission, base: "oak") }
            let free = try #require(Disk.free(at: missions.folder.path))
            for mission in ["01_oak", "02_oak"] {
                #expect(truncate(try missions.file(mission, "\(mission)_points.laz"), off_t(free / 4 * 3)) == 0)
            }
            let stores = Postprocess.OpenStores(
                input: try Depot("data", in: missions.folder("data")),
                boundaries: LocalStore(missions.folder("boundaries")),
                output: try Depot("output", in: missions.folder.folder("out")))
            let matched = try await Match().run(input: stores.input, boundaries: stores.boundaries).missions
            let space = SpaceCheck(options: missions.options(), steps: MissionPlan.steps, stores: stores)
            #expect(space.problems(with: matched) == [])
            let budget = Budget(try #require(space.free))
            let needs = matched.map { Int(space.held(by: $0)) }
            await budget.take(needs[0])
            async let second: Void = budget.take(needs[1])
            while budget.waiting == 0 { await Task.yield() }
            budget.give(needs[0])
            await second
        }
    }

    @Test func `what a service copies by itself needs no room here`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            #expect(truncate(try missions.file("01_oak", "01_oak_points.laz"), 1 << 40) == 0)
            for tellsHashes in [false, true] {
                var input = try Depot("data", in: missions.folder("data"))
                input.tellsHashes = tellsHashes
                let stores = Postprocess.OpenStores(
                    input: input, boundaries: LocalStore(missions.folder("boundaries")),
                    output: try Depot("output", in: missions.folder.folder("out")))
                let matched = try await Match().run(input: stores.input, boundaries: stores.boundaries).missions
                let space = SpaceCheck(options: missions.options(), steps: MissionPlan.steps, stores: stores)
                #expect((space.held(by: try #require(matched.first)) < 0x1p40) == tellsHashes)
            }
        }
    }

    @Test func `inputs and products on one disk are counted together`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let free = try #require(Disk.free(at: missions.folder.path))
            #expect(truncate(try missions.file("01_oak", "01_oak_points.laz"), off_t(free / 4 * 3)) == 0)
            let problems = try await problems(missions, remote: ["data"])
            #expect(
                problems.first?.hasPrefix("the disk of '\(missions.folder("work"))' and '\(missions.folder("out"))'")
                    == true)
        }
    }

    @Test func `with --resume only what is still to be done needs room`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            try vast(missions, "02_elm", "points.laz")
            let problems = try await problems(missions, remote: []) { $0.resume = true }
            #expect(problems.first?.contains("with '02_elm', if") == true, "\(problems)")
            #expect(
                try await self.problems(missions, remote: []) { ($0.resume, $0.missions) = (true, ["01_oak"]) } == [])
        }
    }
}
