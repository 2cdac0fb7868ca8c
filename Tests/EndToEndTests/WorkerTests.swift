import CanopyTesting
import ExampleMission
import Files
import Foundation
import Glibc
import Raster
import Testing
import Threads

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

    /// Runs the program and gives `body` its worker, held in the middle of a file; `body` lets it go on or not.
    private func run(
        _ arguments: [String], _ variables: [String: String?] = [:], in folder: TemporaryFolder,
        holding body: @Sendable (_ run: Binary.Running, _ worker: Int32) throws -> Void
    ) async throws -> Binary.Outcome {
        // It begins when it is watched, and is watched from a thread of its own: other tests may hold up this one.
        let line = "kill -STOP $$; exec canopy \"$@\""
        return try await Binary(path: "/bin/sh")(["-euc", line, "sh"] + arguments, variables, in: folder) { run in
            let worker = try await runBlocking { () throws in
                while state(of: run.process) != "T" { usleep(1000) }
                kill(run.process, SIGCONT)
                return try heldWorker(of: run.process, in: folder("out"))
            }
            defer { kill(worker, SIGCONT) }
            try body(run, worker)
        }
    }

    /// The process that works for a run, stopped while it writes a file.
    private func heldWorker(of run: Int32, in folder: String) throws -> Int32 {
        while true {
            guard kill(run, 0) == 0 else { throw EndedEarly() }
            if let worker = worker(of: run), !temporaries(of: worker).isEmpty {
                kill(worker, SIGSTOP)
                while state(of: worker) == "R" { usleep(100) }
                if !temporaries(of: worker).isEmpty { return worker }
                kill(worker, SIGCONT)
            }
            usleep(1000)
        }
    }

    /// The files under temporary names that a process has open. The run itself has others, of what it copies meanwhile.
    private func temporaries(of process: Int32) -> [String] {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
        return open.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
        }
        .filter { $0.hasSuffix(".tmp/file") }
    }

    private struct EndedEarly: Error {}

    private func worker(of run: Int32) -> Int32? {
        for thread in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(run)/task")) ?? [] {
            let children = try? String(contentsOfFile: "/proc/\(run)/task/\(thread)/children", encoding: .utf8)
            for child in (children ?? "").split(separator: " ").compactMap({ Int32($0) }) {
                // Between its birth and its own program it is a copy of its parent.
                if line(of: child) == ["canopy", "postprocess-worker"] { return child }
            }
        }
        return nil
    }

    private func line(of process: Int32) -> [String] {
        let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        return line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// One letter, as proc(5) has it: R for one that runs, T for one that is stopped.
    private func state(of process: Int32) -> Character? {
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return status.lastIndex(of: ")").flatMap { status[$0...].dropFirst(2).first }
    }

    private func temporaries(in folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter { $0.contains(".canopy-") }
    }

    /// Waits, a while at most, for the end of a process.
    private func ends(_ process: Int32) -> Bool {
        for _ in 1...2000 where kill(process, 0) == 0 { usleep(5000) }
        return kill(process, 0) != 0
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
            let outcome = try await run(process, in: folder) { _, worker in
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
            let outcome = try await run(one, in: folder) { _, worker in
                #expect(kill(worker, SIGILL) == 0)
            }
            #expect(outcome.status == 1)
            #expect(try contents(of: folder("out")) == before)
            #expect(temporaries(in: folder("out")) == [])
        }
    }

    @Test func `a worker ends with the run that started it, and takes its temporaries along`() async throws {
        try await withMissions { folder in
            let outcome = try await run(process, in: folder) { run, worker in
                let files = temporaries(of: worker)
                try run.send(SIGKILL)
                kill(worker, SIGCONT)
                #expect(ends(worker))
                #expect(!files.isEmpty && !files.contains(where: FileManager.default.fileExists))
            }
            #expect(outcome.status == -SIGKILL)
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal to the run ends its worker`(signal: Int32, status: Int32) async throws {
        try await withMissions { folder in
            let outcome = try await run(process, in: folder) { run, worker in
                try run.send(signal)
                kill(worker, SIGCONT)
                #expect(ends(worker))
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
            let one = process + ["--dataset", "01_example-ridge"]
            let outcome = try await run(one, keys.mapValues { $0 }, in: folder) { _, worker in
                let environment = try #require(FileManager.default.contents(atPath: "/proc/\(worker)/environ"))
                let variables = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                #expect(variables.contains("SWIFT_BACKTRACE=enable=no"))
                #expect(variables.filter { $0.contains("deep-secret") || $0.contains("a-key") } == [])
                let limits = try String(contentsOfFile: "/proc/\(worker)/limits", encoding: .utf8)
                #expect(limits.contains(#/Max core file size +0 /#))
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
