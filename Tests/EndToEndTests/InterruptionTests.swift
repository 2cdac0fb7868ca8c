import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs that do not come to their end, and runs that meet.
@Suite struct InterruptionTests {
    /// A folder with so many missions that a run is not over before the test is.
    private func withManyMissions(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await withExamples([Example.all[0]]) { folder in
            let first = "01_example-ridge"
            for number in 10..<40 {
                let mission = "\(number)_example-ridge"
                try folder.folder("data/" + mission)
                for file in try files(in: folder("data/" + first)) {
                    try FileManager.default.linkItem(
                        atPath: folder("data/\(first)/\(file)"),
                        toPath: folder("data/\(mission)/" + file.replacing(first, with: mission)))
                }
            }
            try await body(folder)
        }
    }

    private func wait(until condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(2)) }
    }

    @Test(arguments: [(SIGINT, 130, "SIGINT"), (SIGTERM, 143, "SIGTERM")] as [(Int32, Int32, String)])
    func `a signal ends the run without temporaries, and without a manifest over half a mission`(
        signal: Int32, status: Int32, name: String
    ) async throws {
        try await withManyMissions { folder in
            let full = folder("out/example-ridge/processed_01/full")
            let outcome = try await canopy(process, in: folder) { running in
                // A temporary is there: a raster is being written.
                try await wait { (try? FileManager.default.contentsOfDirectory(atPath: full))?.isEmpty == false }
                try running.send(signal)
            }
            #expect(outcome.status == status)
            #expect(outcome.output == "")
            #expect(outcome.errors.hasSuffix("canopy postprocess: stopped by \(name)\n"))
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder("out"))
            #expect(!left.contains { $0.contains(".canopy-") })
            let manifests = left.filter { $0.hasSuffix("manifest.json") }.map { Path.folder(of: $0) }
            #expect(manifests.count < 31)
            for mission in manifests { #expect(try files(in: folder("out/\(mission)")).count == 12) }
        }
    }

    @Test func `who comes second for a mission is told who is at it`() async throws {
        try await withManyMissions { folder in
            let lock = folder("out/example-ridge/processed_01/.canopy-lock")
            _ = try await canopy(process, in: folder) { first in
                try await wait { Path.exists(lock) }
                try first.send(SIGSTOP)
                let second = try await canopy(process + ["--dataset", "01_example-ridge"], in: folder)
                try first.send(SIGCONT)
                #expect(second.status == 1)
                #expect(second.output.contains("error: it is being processed by process "))
                try first.send(SIGTERM)
            }
        }
    }

    @Test func `a disk that takes no more leaves nothing half-written`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await shell("ulimit -f 8; canopy \"$@\"", process, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("failed"))
            #expect(try files(in: folder("out")) == [])
        }
    }

    @Test func `a single verb on a full disk leaves nothing half-written`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let dsm = "data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif"
            let outcome = try await shell("ulimit -f 8; canopy cog \"$1\" -o x.tif", [dsm], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("canopy cog: "))
            #expect(try folder.names() == ["boundaries", "data"])
        }
    }
}
