import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// A kind of store, made for one test. A new kind is added to `all` and thereby goes through `StoreTests`.
struct StoreBackend: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Names that the server takes for others, of which stores can know nothing.
    var mistaken: Set<String> = []
    /// An empty store, which may use a folder of its own.
    let make: @Sendable (TemporaryFolder) async throws -> any Store

    static let all =
        [folder, withoutPaths] + (ObjectServer.isInstalled ? [bucket, remote] : [])
        + (ObjectServer.isSecondInstalled ? [secondBucket] : [])

    static let folder = StoreBackend(testDescription: "a folder") { LocalStore($0("store")) }
    static let withoutPaths = StoreBackend(testDescription: "a store without local paths") {
        StoreWithoutPaths(store: LocalStore($0("store")))
    }
    static let bucket = StoreBackend(testDescription: "a bucket on S3") { _ in
        let server = try await ObjectServer.running
        return try await server.stores().open(StoreLocation("s3://\(server.makeBucket())/some/where"))
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
}

extension ObjectServer {
    /// The server, which there is where `isInstalled` says so.
    static var running: ObjectServer {
        get async throws { try #require(try await shared) }
    }

    /// An opener with this server's keys.
    func stores(
        _ endpoint: String? = nil, secretKey: String? = nil, variables: [String: String?] = [:]
    ) -> Stores {
        let access = S3Access(
            endpoint: endpoint ?? self.endpoint, accessKey: accessKey, secretKey: secretKey ?? self.secretKey)
        return Stores(s3: access, variables: ProcessInfo.processInfo.environment.with(variables))
    }

    /// An opener for a user whose rclone knows the server as `cluster:`; without keys of its own unless told so.
    func configuredStores(
        _ folder: TemporaryFolder, settings: String = "", access isGiven: Bool = false,
        variables: [String: String?] = [:]
    ) throws -> Stores {
        let configuration = try folder.file(
            "rclone.conf",
            """
            [cluster]
            type = s3
            provider = Ceph
            endpoint = \(endpoint)
            access_key_id = \(accessKey)
            secret_access_key = \(secretKey)
            \(settings)
            """)
        let access = S3Access(endpoint: endpoint, accessKey: accessKey, secretKey: secretKey)
        return Stores(
            s3: isGiven ? access : nil,
            variables: ProcessInfo.processInfo.environment.with(variables).with(["RCLONE_CONFIG": configuration]))
    }
}

extension [String: String] {
    /// The variables with others set, or taken out.
    func with(_ others: [String: String?]) -> Self {
        var variables = self
        for (name, value) in others { variables[name] = value }
        return variables
    }
}

/// A store that is used as a remote one is: it does not say where its files lie.
struct StoreWithoutPaths: Store {
    let store: any Store

    var location: StoreLocation { store.location }

    func list(_ folder: StoreKey?, depth: Int, progress: Progress) async throws(StoreError) -> StoreListing {
        try await store.list(folder, depth: depth, progress: progress)
    }

    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? { try await store.stat(key) }

    func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        try await store.fetch(key, to: path, progress: progress)
    }

    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        try await store.store(path, as: key, replacing: replacing, progress: progress)
    }

    func remove(_ key: StoreKey) async throws(StoreError) { try await store.remove(key) }

    func localPath(of key: StoreKey) -> String? { nil }
}
