import CanopyTesting
import Files
import Foundation
import Testing

/// What only a process of its own can show.
@Suite struct ProcessTests {
    private let canopy = Binary("canopy")
    private let work = Binary("interruption-fixture")

    /// Waits until the work has begun.
    private func begin(_ file: String) async throws {
        while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(arguments: [(SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal lets the work tidy up`(signal: Int32, status: Int32) async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await work.run([folder("begun")]) { running in
                try await begin(folder("begun"))
                try running.send(signal)
            }
            #expect(outcome.status == status)
            #expect(try folder.names() == [])
        }
    }

    @Test(arguments: ["HUP", "INT", "QUIT", "TERM"])
    func `a signal that was ignored at the start stays ignored`(signal: String) async throws {
        try await withTemporaryFolder { folder in
            let line = """
                trap '' \(signal)
                "$0" "$1" & work=$!
                until [ -e "$1" ]; do sleep 0.01; done
                kill -\(signal) $work
                sleep 0.3
                kill -\(signal == "TERM" ? "USR1" : "TERM") $work
                wait $work
                """
            let outcome = try await Binary(path: "/bin/bash").run(["-c", line, work.path, folder("begun")])
            #expect(outcome.status == (signal == "TERM" ? 128 + SIGUSR1 : 143))
        }
    }

    @Test func `a terminal that says twice that it closes is not impatient`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await work.run([folder("begun")]) { running in
                try await begin(folder("begun"))
                for _ in 1...3 { try running.send(SIGHUP) }
            }
            #expect(outcome.status == 129)
            #expect(try folder.names() == [])
        }
    }

    @Test func `what a killed process left is removed by the next that works there`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await work.run([folder("begun")]) { running in
                try await begin(folder("begun"))
                try running.send(SIGKILL)
            }
            #expect(outcome.status == -SIGKILL)
            #expect(try folder.names().contains { $0.hasPrefix(".canopy-") })
            try OutputFile(at: folder("next"), overwrite: false).commit()
            #expect(try folder.names() == ["begun", "next"])
        }
    }

    @Test func `a second signal ends work that does not hear`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await work.run([folder("begun"), "60000"]) { running in
                try await begin(folder("begun"))
                try running.send(SIGINT)
                try running.send(SIGTERM)
            }
            #expect([130, 143].contains(outcome.status))
            #expect(try folder.names() == ["begun"])
        }
    }

    @Test func `work that does not hear is ended after a while by one signal`() async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await work.run([folder("begun"), "50"]) { running in
                try await begin(folder("begun"))
                try running.send(SIGTERM)
            }
            #expect(outcome.status == 143)
            #expect(try folder.names() == ["begun"])
        }
    }

    @Test func `a reader that goes early is no failure`() async throws {
        let outcome = try await Binary(path: "/bin/sh").run(
            ["-c", "{ sleep 0.1; \"$0\" --list; echo \"status $?\" >&2; } | true", canopy.path])
        #expect(outcome.errors == "status 0\n")
    }

    @Test func `a full disk behind standard output is a failure`() async throws {
        let outcome = try await Binary(path: "/bin/sh").run(["-c", "\"$0\" --list > /dev/full", canopy.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("canopy: cannot write the result: "))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}
