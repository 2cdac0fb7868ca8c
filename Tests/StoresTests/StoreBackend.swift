import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// Foundation has a class of this name.
typealias Progress = Diagnostics.Progress

/// A kind of store, made for one test. A new kind is added to `all` and thereby goes through `StoreTests`.
struct StoreBackend: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Names that the server takes for others, of which stores can know nothing.
    var mistaken: Set<String> = []
    /// An empty store, which may use a folder of its own.
    let make: @Sendable (TemporaryFolder) async throws -> any Store

    static let all =
        [folder, withoutPaths]
        + (ObjectServer.isInstalled ? [bucket, configuredBucket, bucketByRclone, remote, root] : [])
        + (ObjectServer.isSecondInstalled ? [secondBucket] : [])

    static let folder = StoreBackend(testDescription: "a folder") { LocalStore($0("store")) }
    static let withoutPaths = StoreBackend(testDescription: "a store without local paths") {
        StoreWithoutPaths(store: LocalStore($0("store")))
    }
    static let bucket = StoreBackend(testDescription: "a bucket on S3") { _ in
        let server = try await ObjectServer.running
        return try await server.stores().open(StoreLocation("s3://\(server.makeBucket())/some/where"))
    }
    static let configuredBucket = StoreBackend(testDescription: "a bucket of the user's rclone configuration") {
        folder in
        let server = try await ObjectServer.running
        return try await server.configuredStores(folder).open(
            StoreLocation("cluster:\(server.makeBucket())/some/where"))
    }
    static let bucketByRclone = StoreBackend(testDescription: "a bucket that rclone alone understands") { folder in
        let server = try await ObjectServer.running
        let stores = try server.configuredStores(
            folder, settings: "chunk_size = 5Mi", variables: ["RCLONE_BWLIMIT": "50M"])
        return try await stores.open(StoreLocation("cluster:\(server.makeBucket())/some/where"))
    }
    static let secondBucket = StoreBackend(testDescription: "a bucket on another kind of S3", mistaken: ["a\\b"]) { _ in
        let server = try #require(try await ObjectServer.second)
        // At a pace at which transfers can be interrupted.
        let stores = server.stores(variables: ["RCLONE_BWLIMIT": "50M"])
        return try await stores.open(StoreLocation("s3://\(server.makeBucket())/some/where"))
    }
    static let remote = StoreBackend(testDescription: "a remote of the user's rclone configuration") { folder in
        let configuration = try folder.file("rclone.conf", "[disk]\ntype = alias\nremote = \(folder.path)\n")
        // At a pace at which transfers can be watched.
        let variables = ProcessInfo.processInfo.environment.with([
            "RCLONE_CONFIG": configuration, "RCLONE_BWLIMIT": "50M",
        ])
        return try await Stores(variables: variables).open(StoreLocation("disk:store"))
    }
    static let root = StoreBackend(testDescription: "a path from the root of a remote") { folder in
        let configuration = try folder.file("rclone.conf", "[here]\ntype = local\n")
        let variables = ProcessInfo.processInfo.environment.with([
            "RCLONE_CONFIG": configuration, "RCLONE_BWLIMIT": "50M",
        ])
        return try await Stores(variables: variables).open(StoreLocation("here:\(folder("store"))"))
    }
}
