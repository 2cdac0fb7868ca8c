import CanopyTesting
import ExampleMission
import Foundation
import Raster
import Testing

/// A bucket of the object server with small missions, and a folder of this machine, both for one test.
struct Bucket: Sendable {
    let server: ObjectServer
    let name: String
    let folder: TemporaryFolder

    /// What a bucket holds under a key.
    struct Object: Decodable, Equatable {
        let path: String
        let size: Int
        /// When the server got it.
        let modified: Date
        let md5: String?

        private enum CodingKeys: String, CodingKey {
            case path = "Path"
            case size = "Size"
            case modified = "ModTime"
            case hashes = "Hashes"
        }

        init(from decoder: any Decoder) throws {
            let item = try decoder.container(keyedBy: CodingKeys.self)
            path = try item.decode(String.self, forKey: .path)
            size = try item.decode(Int.self, forKey: .size)
            modified = try Date.ISO8601FormatStyle(includingFractionalSeconds: true)
                .parse(try item.decode(String.self, forKey: .modified))
            md5 = try item.decodeIfPresent([String: String].self, forKey: .hashes)?["md5"]
        }
    }

    /// What the workflow sets to process all missions of the bucket into its `published`.
    var variables: [String: String?] {
        [
            "S3_ENDPOINT": server.endpoint, "S3_ACCESS_KEY": server.accessKey, "S3_SECRET_KEY": server.secretKey,
            "S3_BUCKET_INPUT_DATA": name, "INPUT_DATA_DIRECTORY": "runs", "S3_BUCKET_INPUT_BOUNDARY": name,
            "INPUT_BOUNDARY_DIRECTORY": "boundaries", "OUTPUT_DIRECTORY": "published", "WORKING_DIR": folder("work"),
        ]
    }

    /// Runs the tool with these variables, or others in their stead.
    func canopy(_ arguments: [String], _ others: [String: String?] = [:]) async throws -> Binary.Outcome {
        try await EndToEndTests.canopy(arguments, variables.merging(others) { $1 }, in: folder)
    }

    /// Processes the missions of the bucket.
    func postprocess(_ others: [String: String?] = [:]) async throws -> Binary.Outcome {
        try await canopy(["postprocess"], others)
    }

    /// Runs a command line of the shell with the variables.
    func shell(
        _ line: String, _ arguments: [String] = [], _ others: [String: String?] = [:]
    ) async throws -> Binary.Outcome {
        try await Binary(path: "/bin/sh")(
            ["-euc", line, "sh"] + arguments, variables.merging(others) { $1 }, in: folder)
    }

    /// Runs rclone, which has the bucket as `server:<name>`.
    @discardableResult
    func rclone(_ arguments: String...) async throws -> String {
        let outcome = try await server.rclone(arguments)
        try #require(outcome.status == 0, "rclone \(arguments): \(outcome.errors)")
        return outcome.output
    }

    /// The name that rclone has for a key.
    func remote(_ key: String) -> String { "server:\(name)/\(key)" }

    /// The objects below a folder, by their paths there.
    func objects(in folder: String) async throws -> [String: Object] {
        let list = try await rclone(
            "lsjson", "--recursive", "--files-only", "--hash", "--use-server-modtime", remote(folder))
        let objects = try JSONDecoder().decode([Object].self, from: Data(list.utf8))
        return Dictionary(uniqueKeysWithValues: objects.map { ($0.path, $0) })
    }

    /// A manifest as far as tests look at it.
    struct Manifest: Decodable {
        struct Output: Decodable {
            let path: String
            let md5: String
        }
        let status: String
        let outputs: [Output]
    }

    /// The manifest in a folder; `nil` where there is none.
    func manifest(in folder: String) async throws -> Manifest? {
        let key = folder + "/manifest.json"
        let text = try await rclone("cat", remote(key))
        return text.isEmpty ? nil : try JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
    }

    /// Puts a text under a key.
    func put(_ text: String, as key: String) async throws {
        try await rclone("copyto", "--ignore-times", try folder.file("put/" + key, text), remote(key))
    }
}

/// Gives `body` a bucket with `runs` and `boundaries`: two missions with a boundary, and one without.
func withBucket<Result>(_ body: (Bucket) async throws -> Result) async throws -> Result {
    let server = try #require(try await ObjectServer.shared)
    let name = try await server.makeBucket()
    return try await withTemporaryFolder { folder in
        let bucket = Bucket(server: server, name: name, folder: folder)
        try await bucket.rclone("copy", "server:" + BucketOfExamples.name, "server:" + name)
        return try await body(bucket)
    }
}

/// The missions that every test's bucket is a copy of.
private enum BucketOfExamples {
    static var name: String { get async throws { try await making.value } }

    private static let making = Task {
        let server = try #require(try await ObjectServer.shared)
        let name = try await server.makeBucket()
        return try await withExamples { folder in
            for (source, target) in [("data", "runs"), ("boundaries", "boundaries")] {
                let outcome = try await server.rclone("copy", folder(source), "server:\(name)/\(target)")
                try #require(outcome.status == 0, "\(outcome.errors)")
            }
            return name
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// The test wants the object server.
    static var wantsObjectServer: Self {
        .enabled(if: ObjectServer.isInstalled, "no Ceph object gateway or no rclone is installed")
    }
}
