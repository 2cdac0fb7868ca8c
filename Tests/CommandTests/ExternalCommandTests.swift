import CanopyTesting
import Foundation
import Testing

@testable import CanopyCommands

/// The contract with external commands, kept by the real binary.
@Suite struct ExternalCommandTests {
    private let canopy = Binary("canopy")

    /// Runs the tool with `folder` as the only place besides the system's to look for commands.
    private func run(_ arguments: String..., folder: TemporaryFolder) async throws -> Binary.Outcome {
        try await canopy.run(
            arguments, variables: ["PATH": folder("bin") + ":/usr/bin:/bin", "CANOPY_EXEC_PATH": folder("exec")])
    }

    @Test func `a program on the path is a command`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-hello", "echo hello; echo world >&2")
            let outcome = try await run("hello", folder: folder)
            #expect(outcome.status == 0 && outcome.output == "hello\n" && outcome.errors == "world\n")
        }
    }

    @Test func `the exec path wins over the path`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-hello", "echo path")
            try folder.script("exec/canopy-hello", "echo exec")
            #expect(try await run("hello", folder: folder).output == "exec\n")
        }
    }

    @Test func `the folder libexec beside the tool's bin is searched, through links`() async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("prefix/bin")
            try folder.folder("elsewhere")
            try FileManager.default.copyItem(atPath: canopy.path, toPath: folder("prefix/bin/canopy"))
            try FileManager.default.createSymbolicLink(
                atPath: folder("elsewhere/canopy"), withDestinationPath: folder("prefix/bin/canopy"))
            try folder.script("prefix/libexec/canopy/canopy-hello", "echo \"$CANOPY\"")
            let outcome = try await Binary(path: folder("elsewhere/canopy")).run(["hello"])
            #expect(outcome.output == folder("prefix/bin/canopy") + "\n")
        }
    }

    @Test func `a built-in command cannot be replaced`() async throws {
        try await withTemporaryFolder { folder in
            for name in Canopy.builtIns { try folder.script("exec/canopy-\(name)", "echo replaced") }
            for name in Canopy.builtIns {
                let outcome = try await run(name, "--help", folder: folder)
                #expect(outcome.status == 0)
                #expect(outcome.output.contains("USAGE: canopy"), "\(name)")
            }
            #expect(try await run("--list", folder: folder).output.contains(folder.path) == false)
        }
    }

    @Test func `a misspelled command is not found, and the right one is suggested`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-survey", "")
            let outcome = try await run("survy", folder: folder)
            #expect(outcome.status == 64)
            #expect(outcome.output == "")
            #expect(outcome.errors.hasPrefix("canopy: there is no command 'survy'; did you mean 'survey'?\n"))
        }
    }

    @Test func `arguments arrive as they are`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-echo", "for word; do echo \"[$word]\"; done")
            let words = ["--help", "--", "", "-x", " a  b ", "$HOME", "ü", "--version", "line\nbreak", "--list"]
            let outcome = try await canopy.run(["echo"] + words, variables: ["PATH": folder("bin") + ":/usr/bin:/bin"])
            #expect(outcome.output == words.map { "[\($0)]\n" }.joined())
        }
    }

    @Test(arguments: [Int32(0), 1, 2, 64, 130, 255]) func `the exit status is the program's`(status: Int32) async throws
    {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-end", "exit $1")
            #expect(try await run("end", "\(status)", folder: folder).status == status)
        }
    }

    @Test func `a program that a signal ends looks so to the caller`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-end", "kill -TERM $$")
            #expect(try await run("end", folder: folder).status == -15)
        }
    }

    @Test func `signals have their defaults, but for those that were ignored on purpose`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-signals", "exec cat /proc/self/status")
            let command = "trap '' HUP PIPE TERM USR1; exec \"$0\" signals"
            let outcome = try await Binary(path: "/bin/sh").run(
                ["-c", command, canopy.path], variables: ["PATH": folder("bin") + ":/usr/bin:/bin"])
            let sets = outcome.output.split(separator: "\n").compactMap { line -> (String, UInt64)? in
                let parts = line.split(separator: "\t")
                guard parts.count == 2, let set = UInt64(parts[1], radix: 16) else { return nil }
                return (String(parts[0]), set & 0x7fff_ffff)
            }
            let signals = Dictionary(uniqueKeysWithValues: sets)
            #expect(signals["SigBlk:"] == 0)
            // Bit 0 is signal 1, SIGHUP.
            #expect(signals["SigIgn:"] == 1)
        }
    }

    @Test func `files that cannot be run and folders are passed over`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("exec/canopy-hello", "#!/bin/sh\necho wrong")
            try folder.folder("exec/canopy-other")
            try folder.script("bin/canopy-hello", "echo right")
            #expect(try await run("hello", folder: folder).output == "right\n")
            #expect(try await run("other", folder: folder).status == 64)
        }
    }

    @Test func `a file that is no program is told of`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("bin/canopy-data", "\u{1}\u{2}", permissions: 0o755)
            let outcome = try await run("data", folder: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("canopy data: cannot run '\(folder("bin/canopy-data"))'"))
        }
    }

    @Test func `help asks the program where it has no page to show`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-hello", "echo \"asked for $1\"")
            #expect(try await run("help", "hello", folder: folder).output == "asked for --help\n")
        }
    }

    @Test func `the list shows verbs with what they do, and external commands with their programs`() async throws {
        try await withTemporaryFolder { folder in
            let program = try folder.script("bin/canopy-hello", "# canopy: says  hello\u{1b}[2J\nexit 9")
            let silent = try folder.file("bin/canopy-old", "\u{0}", permissions: 0o755)
            let binary = try folder.file("bin/canopy-world", "\u{7f}ELF\u{0}", permissions: 0o755)
            try folder.file("bin/canopy-world.about", "names the world\n\nmore\n")
            let lines = try await run("--list", folder: folder).output.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("crop ") && $0.contains("Crop rasters to a boundary.") })
            #expect(lines.contains { $0.hasPrefix("hello ") && $0.contains(" says hello") && $0.hasSuffix(program) })
            #expect(
                lines.contains { $0.hasPrefix("world ") && $0.contains(" names the world ") && $0.hasSuffix(binary) })
            #expect(lines.contains { $0.hasPrefix("old ") && $0.hasSuffix(silent) })
            #expect(!lines.joined().contains("\u{1b}"))
        }
    }

    @Test(arguments: [["--help"], ["-h"], ["help"], []]) func `the tool's help has the plugins`(arguments: [String])
        async throws
    {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-hello", "# canopy: says hello")
            let outcome = try await canopy.run(
                arguments, variables: ["PATH": folder("bin") + ":/usr/bin:/bin", "CANOPY_EXEC_PATH": nil])
            let help = arguments.isEmpty ? outcome.errors : outcome.output
            #expect(help.contains("\nPLUGINS:\n") && help.contains("  hello                   says hello\n"))
            #expect(try await !run("crop", "--help", folder: folder).output.contains("PLUGINS"))
        }
    }

    @Test(arguments: [
        ("#!/no/such/shell -e\n", "names an interpreter that does not exist, '/no/such/shell'"),
        ("#! /etc/passwd\n", "names an interpreter that may not be run, '/etc/passwd'"),
        ("#!/bin/sh\r\necho\r\n", "end as on Windows"),
    ]) func `a script whose interpreter cannot be run says which that is`(script: String, reason: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("bin/canopy-hello", script, permissions: 0o755)
            let outcome = try await run("hello", folder: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(reason) && outcome.errors.contains("canopy-hello'"), "\(outcome.errors)")
        }
    }

    @Test func `a file that is not executable, and a folder that is not absolute, are told of`() async throws {
        try await withTemporaryFolder { folder in
            let file = try folder.file("bin/canopy-hello", "#!/bin/sh\n")
            let useless = try await run("hello", folder: folder)
            #expect(useless.errors.contains("'\(file)' is no program: make it executable"))
            let outcome = try await canopy.run(["survey"], variables: ["CANOPY_EXEC_PATH": "plugins:/usr/lib"])
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("CANOPY_EXEC_PATH has folders that do not begin with '/': 'plugins'"))
        }
    }

    @Test func `the program learns which tool called it, in which version`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-where", "echo \"$CANOPY_VERSION\"; \"$CANOPY\" --version")
            let lines = try await run("where", folder: folder).output.split(separator: "\n")
            #expect(lines.first.map(String.init) == Version.number)
            #expect(lines.dropFirst().first?.hasPrefix("canopy \(Version.number)") == true)
        }
    }
}
