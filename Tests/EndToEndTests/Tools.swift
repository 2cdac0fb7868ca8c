import CanopyTesting
import ExampleMission
import Files
import Foundation
import Raster
import Testing
import Threads

/// The tool as a user calls it.
let canopy = Binary("canopy")

/// Variables that would change what the tool does, taken out of the environment, and the tool's folder on the path.
let cleanEnvironment: [String: String?] = {
    let environment = ProcessInfo.processInfo.environment
    let prefixes = ["CANOPY_", "S3_", "RCLONE_", "INPUT_"]
    let meant = environment.keys.filter { name in
        prefixes.contains(where: name.hasPrefix) && name != "CANOPY_TEST_DATA"
    }
    let others = ["DATASET_NAME", "OUTPUT_MAX_DIM", "WORKING_DIR", "SKIP_IF_COMPLETE", "OUTPUT_DIRECTORY"]
    var variables: [String: String?] = [:]
    for name in meant + others { variables.updateValue(nil, forKey: name) }
    variables["PATH"] = Path.folder(of: canopy.path) + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    return variables
}()

extension Binary {
    /// Runs the program in `folder`, without variables of the one who runs the tests.
    func callAsFunction(
        _ arguments: [String], _ variables: [String: String?] = [:], in folder: TemporaryFolder,
        during body: @Sendable (Running) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        try await run(
            arguments, variables: cleanEnvironment.merging(variables) { _, new in new }, in: folder.path, during: body)
    }
}

/// Runs a command line of the shell in `folder`.
func shell(_ line: String, _ arguments: [String] = [], in folder: TemporaryFolder) async throws -> Binary.Outcome {
    try await Binary(path: "/bin/sh")(["-euc", line, "sh"] + arguments, in: folder)
}

/// The arguments that process the missions in `data` with `boundaries` into `out`.
let process = ["postprocess", "--input", "data", "--boundaries", "boundaries", "--output", "out"]

/// Gives `body` a folder with small missions in `data` and their `boundaries`.
func withExamples<Result>(
    _ missions: [Example] = Example.all, _ body: (TemporaryFolder) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        try await make(missions, Size(width: 160, height: 140), in: folder)
        return try await body(folder)
    }
}

/// Makes missions, away from Swift's own threads: it takes a while.
func make(_ missions: [Example], _ size: Size, in folder: TemporaryFolder) async throws {
    _ = try await runBlocking { () throws(ExampleError) in
        try Examples(missions, size: size).write(to: folder.path)
    }
}

/// The files below a folder, by their paths there.
func files(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { Path.isFile(folder + "/" + $0) }.sorted()
}

func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

extension Trait where Self == ConditionTrait {
    /// The test wants the data that does not belong to the package.
    static var wantsSharedData: Self {
        .enabled(
            if: TestData.shared != nil, "the shared test data is neither beside the package nor in CANOPY_TEST_DATA")
    }
}

/// The system's Python, which has the modules of its packages.
enum Python {
    static let program = Binary(path: "/usr/bin/python3")

    /// Whether a module is installed.
    static func has(_ module: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program.path)
        process.arguments = ["-c", "import \(module)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
