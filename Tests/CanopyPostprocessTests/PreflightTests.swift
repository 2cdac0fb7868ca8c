import CanopyCOG
import CanopySync
import CanopyTesting
import Files
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
