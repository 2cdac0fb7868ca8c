import ArgumentParser
import Diagnostics
import RasterIO
import Stores
import Terminal
import Testing

@testable import CanopyCommands

/// What commands make of any operation.
@Suite struct OperationCommandTests {
    private struct Answer: Renderable {
        let input: String
        func text(width: Int?) -> String { input + "\n" }
    }

    private struct Refusal: Explained {
        let description = "it is b"
        var explanation: Explanation { Explanation(description) }
    }

    private struct NoOptions: Sendable {}

    /// Says the name of its input, and warns of it.
    private struct Echo: RasterOperation {
        typealias Report = Answer

        let options: NoOptions
        init(options: NoOptions = NoOptions()) { self.options = options }

        func run(_ input: RasterInput, progress: Progress, warnings: Warnings) throws(Refusal) -> Answer {
            warnings.add("\(input.name) is odd")
            if input.name == "b" { throw Refusal() }
            return Answer(input: input.name)
        }
    }

    private var echo: FileWork { FileWork(Echo()) { $0.rasters[0] } }

    /// The same with a store.
    private struct StoreEcho: StoreOperation {
        typealias Report = Answer

        let options: NoOptions
        init(options: NoOptions = NoOptions()) { self.options = options }

        func run(
            _ location: StoreLocation, with stores: Stores, progress: Progress, warnings: Warnings
        ) async throws(Refusal) -> Answer {
            try Echo().run(RasterInput("\(location)"), progress: progress, warnings: warnings)
        }
    }

    @Test func `the report goes to standard output in the form that was asked for`() async throws {
        let text = try await call { try await $0.run("x", echo, on: FileNames(inputs: ["a"])) }
        #expect(text.output == "a\n")
        let json = try await call("--json") { try await $0.run("x", echo, on: FileNames(inputs: ["a"])) }
        #expect(json.output.contains("\"results\" : [\n    {\n      \"input\" : \"a\"\n    }\n  ]"))
        let line = try await call("--json-lines") { try await $0.run("x", echo, on: FileNames(inputs: ["a"])) }
        #expect(line.output == #"{"command":"x","result":{"input":"a"},"version":1}"# + "\n")
    }

    @Test func `inputs are worked on in order, and one that fails costs itself`() async throws {
        // However long it takes, no progress stands among the errors.
        let call = try await call("--progress", "never") { options in
            _ = await #expect(throws: ExitCode.failure) {
                try await options.runEach("x", echo, on: ["a", "b", "c"].map { FileNames(inputs: [$0]) })
            }
        }
        #expect(call.output == "a\nc\n")
        #expect(
            call.errors == """
                canopy: warning: a is odd
                canopy: warning: b is odd
                canopy x: it is b
                canopy: warning: c is odd

                """)
    }

    @Test func `a check that says no has a status of its own, whatever else fails`() async throws {
        _ = try await call { options in
            _ = await #expect(throws: ExitCode.checkSaysNo) {
                let check = FileWork(Echo(), passes: { $0.input != "a" }) { $0.rasters[0] }
                try await options.runEach("x", check, on: ["a", "b"].map { FileNames(inputs: [$0]) })
            }
        }
    }

    @Test func `warnings are told where the work fails, whatever it works on`() async throws {
        let raster = try await call { options in
            await #expect(throws: Refusal.self) {
                try await options.run("x", echo, on: FileNames(inputs: ["b"]))
            }
        }
        #expect(raster.output == "" && raster.errors == "canopy: warning: b is odd\n")
        let store = try await call { options in
            await #expect(throws: Refusal.self) {
                try await options.run("x", StoreEcho(), on: StoreLocation(path: "b"), with: Stores()) {
                    report, results, _ in
                    try results.add(report)
                }
            }
        }
        #expect(store.output == "" && store.errors == raster.errors)
    }

    private func call(
        _ arguments: String..., work: (GlobalOptions) async throws -> Void
    ) async throws -> (output: String, errors: String) {
        let (output, errors) = (Text(), Text())
        var invocation = CommandContext.ofProcess
        invocation.output = output.stream
        invocation.screen = Screen(errors.stream)
        invocation.results = Results()
        let options = try GlobalOptions.parse(arguments)
        try await CommandContext.$current.withValue(invocation) {
            try await work(options)
            try invocation.results.end()
        }
        return (output.text, errors.text)
    }
}
