import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// Services of S3 in the user's configuration of rclone.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct ConfiguredServiceTests {
    /// For what rclone was started while a small raster went to a bucket of the remote `cluster:` and came back.
    ///
    /// - Parameter mayFail: Whether the server may want to know nothing of what is said.
    private func calls(
        settings: String = "", variables: [String: String?] = [:], mayFail: Bool = false
    ) async throws -> [String] {
        let server = try await ObjectServer.running
        return try await withTemporaryFolder { folder in
            let rclone = try RecordingRclone(in: folder)
            let stores = try server.configuredStores(
                folder, settings: settings, variables: rclone.variables.merging(variables) { $1 })
            let store = try await stores.open(StoreLocation("cluster:\(server.makeBucket())/some/where"))
            do { try await sendAndFetch(store, folder) } catch let error as StoreError where mayFail {
                print("the server does not take '\(settings)': \(error)")
            }
            return rclone.calls.map { $0.split(separator: " ").dropFirst().prefix(2).joined(separator: " ") }
                .filter { !$0.hasPrefix("version") }
        }
    }

    private func sendAndFetch(_ store: any Store, _ folder: TemporaryFolder) async throws {
        let key = try StoreKey("a b/ü.tif")
        let file = try folder.file("file", "raster", modified: 1_500_000_000)
        #expect(try await store.stat(key) == nil)
        #expect(try await store.store(file, as: key, replacing: true, progress: Progress()) == .md5)
        let listing = try await store.list(nil, depth: 2, progress: Progress())
        let entry = try #require(listing.files.first)
        #expect(listing.files.count == 1 && entry.key == key && entry.size == 6)
        #expect(entry.modified == Timestamp(seconds: 1_500_000_000))
        #expect(try await store.contents(of: entry, progress: Progress()) == Array("raster".utf8))
        #expect(try await store.fetch(entry, to: folder("copy"), progress: Progress()) == .md5)
        #expect(try folder.text("copy") == "raster")
    }

    /// What says of a remote by variables alone that it is a service.
    private static func variables(
        of remote: String, _ endpoint: String, accessKey: String, secretKey: String
    ) -> [String: String?] {
        let name = "RCLONE_CONFIG_\(remote.uppercased())_"
        return [
            "RCLONE_CONFIG": "", name + "TYPE": "s3", name + "PROVIDER": "Minio", name + "ENDPOINT": endpoint,
            name + "ACCESS_KEY_ID": accessKey, name + "SECRET_ACCESS_KEY": secretKey,
        ]
    }

    /// The configuration is looked at once.
    private static let read = ["config dump"]

    @Test(arguments: [
        "", "force_path_style = true", "env_auth = false\nacl = private", "region = forest-1",
        "location_constraint = here\nno_check_bucket = true",
    ])
    func `they are asked and written to without starting rclone`(settings: String) async throws {
        #expect(try await calls(settings: settings) == Self.read)
    }

    @Test(arguments: [
        "acl = public-read", "chunk_size = 6Mi", "server_side_encryption = AES256",
        "session_token = x\nenv_auth = true",
        "v2_auth = true", "region = other-v2-signature", "storage_class = STANDARD", "not_yet_known = x",
    ])
    func `where more is said of one than canopy knows, rclone does everything`(settings: String) async throws {
        // The first thing that is asked is whether the file is there.
        #expect(try await calls(settings: settings, mayFail: true).contains { $0.hasPrefix("lsjson") })
    }

    @Test func `variables say more than the file, and may be all there is`() async throws {
        let name = "RCLONE_CONFIG_CLUSTER_"
        #expect(try await calls(variables: [name + "REGION": "forest-2"]) == Self.read)
        #expect(try await calls(settings: "acl = public-read", variables: [name + "ACL": "private"]) == Self.read)
        #expect(try await calls(variables: [name + "ACL": "public-read"]).contains { $0.hasPrefix("copyto") })
        let server = try await ObjectServer.running
        try await withTemporaryFolder { folder in
            let rclone = try RecordingRclone(in: folder)
            let environment = ProcessInfo.processInfo.environment.with(rclone.variables).with(
                Self.variables(
                    of: "other", server.endpoint, accessKey: server.accessKey, secretKey: server.secretKey))
            let store = try await Stores(variables: environment).open(StoreLocation("other:\(server.makeBucket())"))
            _ = try await store.store(
                folder.file("file", "text"), as: StoreKey("a.json"), replacing: true, progress: Progress())
            #expect(try await store.list(nil, depth: 1, progress: Progress()).files.count == 1)
            #expect(!rclone.calls.contains { $0.contains("lsjson") || $0.contains("copyto") })
        }
    }

    @Test func `a limit of bandwidth is kept by rclone`() async throws {
        let calls = try await calls(variables: ["RCLONE_BWLIMIT": "64M"])
        #expect(calls.filter { $0.hasPrefix("copyto") || $0.hasPrefix("copy ") }.count == 2)
    }

    @Test func `a wrong key is told of in rclone's words, which hide the keys of its file`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            // As talkative as some services are.
            try folder.script(
                "bin/rclone",
                """
                case "$1" in
                version | config) PATH=${PATH#*:} exec rclone "$@";;
                esac
                echo '{"level":"error","msg":"an odd thing: \(server.accessKey) with very-secret"}' >&2
                exit 1
                """)
            let path = folder("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            let stores = try server.configuredStores(
                folder, settings: "secret_access_key = very-secret", variables: ["PATH": path])
            let store = try await stores.open(StoreLocation("cluster:\(bucket)"))
            let error = await #expect(throws: StoreError.self) {
                try await store.list(nil, depth: 1, progress: Progress())
            }
            let words = "\(try #require(error))"
            #expect(words.contains("an odd thing: **** with ****"), "\(words)")
            #expect(!words.contains("very-secret") && !words.contains(server.accessKey), "\(words)")
        }
    }

    @Test func `a service that says nothing is given up, by the remote's name`() async throws {
        let port = try Port()
        try port.listen()
        let environment = ProcessInfo.processInfo.environment.with(
            Self.variables(of: "quiet", "http://127.0.0.1:\(port.number)", accessKey: "key", secretKey: "secret"))
        let stores = Stores(variables: environment, idleTimeout: .seconds(1))
        let store = try await stores.open(StoreLocation("quiet:bucket"))
        let error = await #expect(throws: StoreError.self) { try await store.list(nil, depth: 1, progress: Progress()) }
        guard case .remote(let failure) = error else { throw try #require(error) }
        #expect(failure.cause == .mute && "\(failure)".contains("the remote 'quiet'"))
    }
}
