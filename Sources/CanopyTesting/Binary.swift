internal import Foundation
internal import Raster
internal import Subprocess
internal import SystemPackage

/// A program that this package builds, or any other, run as a user would.
public struct Binary: Sendable {
    /// The program.
    public let path: String

    /// The program at `path`.
    public init(path: String) { self.path = path }

    /// The product of that name, which stands beside the program that runs the tests.
    public init(_ product: String) {
        let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        path = tests.deletingLastPathComponent().appending(path: product).path
    }

    /// What a program did.
    public struct Outcome: Sendable, Equatable {
        /// Its exit status; where a signal ended it, the signal's number, negative.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: String
        /// What it wrote to standard error.
        public let errors: String
    }

    /// A program while it runs.
    public struct Running: Sendable {
        /// Its number.
        public let process: Int32
        fileprivate let send: @Sendable (Int32) throws -> Void

        /// Sends it the signal of that number.
        public func send(_ signal: Int32) throws { try send(signal) }
    }

    /// Runs the program to its end. Variables that are `nil` are taken out of the environment; `body` may act while
    /// the program runs.
    public func run(
        _ arguments: [String] = [], variables: [String: String?] = [:], in folder: String? = nil,
        during body: @Sendable (Running) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let updates = Dictionary(
            uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: .inherit.updating(updates),
            workingDirectory: folder.map { FilePath($0) }, input: .none, output: .string(limit: 1 << 24),
            error: .string(limit: 1 << 24)
        ) { execution in
            try await body(
                Running(process: execution.processIdentifier.value) { try execution.send(signal: Signal(rawValue: $0)) }
            )
        }
        let status =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Outcome(
            status: status, output: result.standardOutput, errors: result.standardError)
    }
}
