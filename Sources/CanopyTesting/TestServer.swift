internal import Foundation
internal import Subprocess
internal import SystemPackage

/// A program of `Tests/Servers` that serves for as long as its standard input is open, which it is for no longer than
/// the process that runs the tests.
public enum TestServer {
    /// The folder with the programs.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Tests/Servers").path

    /// Runs the program of that name, calls `body` with the first line that it writes, and ends it.
    public static func run<Result: Sendable>(
        _ name: String, _ arguments: [String] = [], _ body: @Sendable (_ line: String) async throws -> Result
    ) async throws -> Result {
        try await Subprocess.run(
            .path(FilePath(folder + "/" + name)), arguments: Arguments(arguments), input: .inputWriter,
            output: .sequence, error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() { return try await body(line) }
            throw Silence(name: name)
        }.closureResult
    }

    private struct Silence: Error, CustomStringConvertible {
        let name: String
        var description: String { "the server '\(name)' did not start" }
    }
}
