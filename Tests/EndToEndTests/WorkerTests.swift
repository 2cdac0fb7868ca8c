import CanopyTesting
import ExampleMission
import Foundation
import Glibc
import Raster
import Testing

/// Missions whose processing does not come to its end.
@Suite struct WorkerTests {
    private static let ridge = "example-ridge/processed_01"
    private static let second = "example-ridge/processed_02"

    /// Gives `body` a folder with two missions that take a while.
    private func withMissions(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await make(Array(Example.all.prefix(2)), Size(width: 400, height: 350), in: folder)
            try await body(folder)
        }
    }

    /// Waits for the process that works for a run.
    private func worker(of run: Int32) async throws -> Int32 {
        while true {
            for thread in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(run)/task")) ?? [] {
                let children = try? String(contentsOfFile: "/proc/\(run)/task/\(thread)/children", encoding: .utf8)
                for child in (children ?? "").split(separator: " ").compactMap({ Int32($0) }) {
                    // Between its birth and its own program it is a copy of its parent.
                    if line(of: child) == ["canopy", "postprocess-worker"] { return child }
                }
            }
            try #require(kill(run, 0) == 0, "the run ended before a worker was seen")
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private func line(of process: Int32) -> [String] {
        let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func temporaries(in folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter { $0.contains(".canopy-") }
    }

    /// Waits until the worker is in the middle of a file.
    private func waitForTemporary(in folder: String, of worker: Int32) async throws {
        while !temporaries(in: folder).contains(where: { $0.hasSuffix(".tmp/file") }) {
            try #require(kill(worker, 0) == 0, "the worker ended before it wrote anything")
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test(arguments: [
        (SIGILL, "its processing ended by SIGILL (a fault of canopy "),
        (SIGSEGV, "its processing ended by SIGSEGV (a fault of canopy "),
        (SIGKILL, "its processing was killed (SIGKILL), as systems do that are short of memory; give it more"),
    ])
    func `processing that ends by a signal costs its mission, and the rest goes on`(
        signal: Int32, words: String
    ) async throws {
        try await withMissions { folder in
            let outcome = try await canopy(process, in: folder) { run in
                let worker = try await worker(of: run.process)
                try await waitForTemporary(in: folder("out"), of: worker)
                #expect(kill(worker, signal) == 0)
            }
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("01_example-ridge: error: " + words), "\(outcome.output)")
            #expect(outcome.output.contains("1 succeeded, 0 partial, 1 failed"))
            // What Swift's runtime says of the end is for the debug log.
            #expect(!outcome.errors.contains("Fatal") && !outcome.errors.contains("worker:"), "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out/\(Self.ridge)")) == [])
            #expect(try files(in: folder("out/\(Self.second)")).count == 12)
            #expect(temporaries(in: folder("out")) == [])
        }
    }

    @Test func `processing that ends by a signal leaves an earlier publication as it is`() async throws {
        try await withMissions { folder in
            let one = process + ["--dataset", "01_example-ridge"]
            #expect(try await canopy(one, in: folder).status == 0)
            let before = try contents(of: folder("out"))
            let outcome = try await canopy(one, in: folder) { run in
                let worker = try await worker(of: run.process)
                try await waitForTemporary(in: folder("out"), of: worker)
                #expect(kill(worker, SIGILL) == 0)
            }
            #expect(outcome.status == 1)
            #expect(try contents(of: folder("out")) == before)
            #expect(temporaries(in: folder("out")) == [])
        }
    }

    @Test func `a worker ends with the run that started it, and takes its temporaries along`() async throws {
        try await withMissions { folder in
            let outcome = try await canopy(process, in: folder) { run in
                let worker = try await worker(of: run.process)
                try await waitForTemporary(in: folder("out"), of: worker)
                try run.send(SIGKILL)
                for _ in 1...1000 where kill(worker, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(kill(worker, 0) != 0)
            }
            #expect(outcome.status == -SIGKILL)
            #expect(temporaries(in: folder("out")).filter { $0.hasSuffix(".tmp") } == [])
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal to the run ends its worker`(signal: Int32, status: Int32) async throws {
        try await withMissions { folder in
            let outcome = try await canopy(process, in: folder) { run in
                let worker = try await worker(of: run.process)
                try run.send(signal)
                for _ in 1...1000 where kill(worker, 0) == 0 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(kill(worker, 0) != 0)
            }
            #expect(outcome.status == status)
            #expect(temporaries(in: folder("out")) == [])
        }
    }

    @Test func `a worker has no keys`() async throws {
        try await withMissions { folder in
            let keys = [
                "S3_ACCESS_KEY": "a-key", "S3_SECRET_KEY": "deep-secret", "AWS_SECRET_ACCESS_KEY": "deep-secret",
            ]
            let outcome = try await canopy(
                process + ["--dataset", "01_example-ridge"], keys.mapValues { $0 }, in: folder
            ) { run in
                let worker = try await worker(of: run.process)
                let environment = try #require(FileManager.default.contents(atPath: "/proc/\(worker)/environ"))
                let variables = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                #expect(variables.contains("SWIFT_BACKTRACE=enable=no"))
                #expect(variables.filter { $0.contains("deep-secret") || $0.contains("a-key") } == [])
                try await waitForTemporary(in: folder("out"), of: worker)
                #expect(kill(worker, SIGSTOP) == 0)
                let limits = try String(contentsOfFile: "/proc/\(worker)/limits", encoding: .utf8)
                #expect(limits.contains(#/Max core file size +0 /#))
                #expect(kill(worker, SIGCONT) == 0)
            }
            #expect(outcome.status == 0)
        }
    }

    @Test func `the call that makes a worker is in no help, list or completion, and does nothing by itself`()
        async throws
    {
        try await withTemporaryFolder { folder in
            for arguments in [["--help"], ["--list"], ["--generate-completion-script", "bash"], ["postproces"]] {
                let outcome = try await canopy(arguments, in: folder)
                #expect(!(outcome.output + outcome.errors).contains("postprocess-worker"), "\(arguments)")
            }
            let outcome = try await canopy(["postprocess-worker"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors == "canopy: this is a part of 'canopy postprocess', which calls it; call that\n")
        }
    }

    private func contents(of folder: String) throws -> [String: Data] {
        let names = try files(in: folder)
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bytes(folder + "/" + $0)) })
    }
}
