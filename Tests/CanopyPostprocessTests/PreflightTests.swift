import CanopyCOG
import CanopySync
import CanopyTesting
import Files
import Glibc
import Testing

@testable import CanopyPostprocess

@Suite struct PreflightTests {
    private func problems(_ missions: Missions, _ change: (inout Postprocess.Options) -> Void) async throws -> [String]
    {
        do throws(PostprocessError) {
            _ = try await Postprocess(missions.options(change)).run(logger: .silent)
            return []
        } catch { return error.problems }
    }

    @Test func `all that is wrong comes at once`() async throws {
        try await withMissions { missions in
            try missions.folder.file("file")
            let problems = try await problems(missions) {
                $0.input = StoreLocation(path: missions.folder("nowhere"))
                $0.boundaries = StoreLocation(path: missions.folder("file"))
                $0.output = StoreLocation(path: missions.folder("file/out"))
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
            let problems = try await problems(missions) {
                $0.output = StoreLocation(path: missions.folder("out"))
                if let bucket = try? StoreLocation("s3://bucket/missions") { $0.input = bucket }
                $0.workingDirectory = "/proc/canopy"
            }
            #expect(problems.contains { $0.hasPrefix("cannot write to '/proc/canopy'") })
        }
    }

    @Test func `looking whether folders can be written leaves nothing behind`() async throws {
        try await withMissions { missions in
            let preflight = Preflight(missions.options { $0.output = StoreLocation(path: missions.folder("a/b/c")) })
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
    /// A mission with a file of more bytes than any disk has, though none of them is stored.
    private func vastMission(_ missions: Missions) throws {
        try missions.usual("01_oak", base: "oak")
        let path = try missions.file("01_oak", "01_oak_points.laz")
        #expect(truncate(path, 1 << 42) == 0)
        #expect(try #require(Disk.free(at: missions.folder.path)) < 1 << 42)
    }

    @Test func `copies that a local output has no room for are told before anything is made`() async throws {
        try await withMissions { missions in
            try vastMission(missions)
            let error = await #expect(throws: PostprocessError.self) { try await missions.run() }
            #expect(error?.problems.first?.contains("files that are copied as they are take 4194304 MiB") == true)
            #expect(try missions.folder.names() == ["boundaries", "data"])
        }
    }

    @Test func `a mission that the working directory has no room for is told before anything is downloaded`()
        async throws
    {
        try await withMissions { missions in
            try vastMission(missions)
            let stores = Postprocess.OpenStores(
                input: try Depot("data", in: missions.folder("data")),
                boundaries: try Depot("boundaries", in: missions.folder("boundaries")),
                output: try Depot("out", in: missions.folder("out")))
            let options = missions.options {
                $0.input = stores.input.location
                $0.output = stores.output.location
            }
            let error = await #expect(throws: PostprocessError.self) {
                try await Postprocess(options).run(stores, logger: .silent)
            }
            #expect(error?.problems.first?.contains("but the inputs of '01_oak' take 4194304 MiB") == true)
            #expect(try missions.folder.names() == ["boundaries", "data"])
        }
    }
}
