import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// Transfers that are watched, interrupted or spoiled on their way.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct RemoteTransferTests {
    /// A size that is sent in parts: the configuration says from where on.
    private static let large = 24 << 20

    /// The server as a remote of the given pace that sends in parts of 5 MiB, and a bucket there.
    private func withSlowStore(
        _ pace: String = "8M",
        _ body: (any Store, _ bucket: String, ObjectServer, TemporaryFolder) async throws -> Void
    ) async throws {
        let server = try await ObjectServer.running
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            let stores = try server.configuredStores(
                folder, settings: "upload_cutoff = 5Mi\nchunk_size = 5Mi\nupload_concurrency = 1",
                variables: ["RCLONE_BWLIMIT": pace])
            try await body(stores.open(StoreLocation("cluster:\(bucket)")), bucket, server, folder)
        }
    }

    @Test func `an interrupted upload leaves no object and no parts of one`() async throws {
        // Slow enough for the rest to take longer than this process may have to wait for its turn.
        try await withSlowStore("1M") { store, bucket, server, folder in
            let file = try folder.file("large", Data(count: Self.large))
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0.3 { cancellation.cancel() } }
            await #expect(throws: StoreError.cancelled) {
                try await store.store(file, as: StoreKey("large"), replacing: true, progress: progress)
            }
            #expect(try await server.rclone("lsf", "server:" + bucket).output == "")
            let parts = try await server.rclone("backend", "list-multipart-uploads", "server:" + bucket)
            let uploads = try JSONDecoder().decode([String: [String]].self, from: Data(parts.output.utf8))
            #expect(uploads == [bucket: []])
        }
    }

    @Test func `an interrupted download leaves nothing`() async throws {
        try await withSlowStore("256k") { store, bucket, server, folder in
            let file = try folder.file("large", Data(count: Self.large))
            #expect(try await server.rclone("copyto", file, "server:\(bucket)/large").status == 0)
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0 { cancellation.cancel() } }
            await #expect(throws: StoreError.cancelled) {
                try await store.fetch(StoreKey("large"), to: folder("out/large"), progress: progress)
            }
            #expect(try folder.names().contains("out"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == [])
        }
    }

    @Test func `the secret is on no command line while files move`() async throws {
        let server = try await ObjectServer.running
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            let rclone = try RecordingRclone(in: folder)
            // With a limit of bandwidth it is rclone that moves all files.
            let stores = server.stores(variables: rclone.variables.merging(["RCLONE_BWLIMIT": "64M"]) { $1 })
            let store = try await stores.open(StoreLocation("s3://\(bucket)"))
            let file = try folder.file("large", Data(count: 8 << 20))
            let key = try StoreKey("large")
            _ = try await store.store(file, as: key, replacing: true, progress: Progress())
            _ = try await store.fetch(key, to: folder("out"), progress: Progress())
            #expect(rclone.calls.filter { $0.contains(bucket) }.count >= 2)
            #expect(!rclone.calls.contains { $0.contains(server.secretKey) || $0.contains(server.accessKey) })
        }
    }

    @Test(arguments: [1, 0])
    func `a byte that changes on the way is repaired, or the copy thrown away`(times: Int) async throws {
        let server = try await ObjectServer.running
        let marker = "marker-\(UUID().uuidString)"
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            let file = try folder.file("file", String(repeating: "forest", count: 1000) + marker)
            #expect(try await server.rclone("copyto", file, "server:\(bucket)/down").status == 0)
            try await TestServer.run("flaw", [port, "flip", "\(times)", marker]) { endpoint in
                let store = try await server.stores(endpoint).open(StoreLocation("s3://\(bucket)"))
                let down = { try await store.fetch(StoreKey("down"), to: folder("out/down"), progress: Progress()) }
                let up = { try await store.store(file, as: StoreKey("up"), replacing: true, progress: Progress()) }
                if times > 0 {
                    #expect(try await down() == .md5)
                    #expect(try folder.text("out/down") == folder.text("file"))
                } else {
                    for attempt in [down, up] {
                        let error = await #expect(throws: StoreError.self) { try await attempt() }
                        guard case .remote(let failure) = error else { throw try #require(error) }
                        #expect(failure.cause == .corrupted)
                    }
                    #expect(folder.tree("out").isEmpty)
                    #expect(try await server.rclone("lsf", "server:" + bucket).output == "down\n")
                }
            }
        }
    }

    @Test func `a server that is busy for a while is waited for`() async throws {
        let server = try await ObjectServer.running
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            let file = try folder.file("file", "text")
            try await TestServer.run("flaw", [port, "busy", "3"]) { endpoint in
                let store = try await server.stores(endpoint).open(StoreLocation("s3://\(bucket)"))
                _ = try await store.store(file, as: StoreKey("key"), replacing: true, progress: Progress())
                _ = try await store.fetch(StoreKey("key"), to: folder("out"), progress: Progress())
            }
            #expect(try folder.text("out") == "text")
        }
    }

    @Test func `what others stored in parts without a hash is verified by size, and the report says so`() async throws {
        try await withSlowStore { store, bucket, server, folder in
            let file = try folder.file("large", Data(count: 6 << 20))
            let upload = try await server.rclone(
                "copyto", file, "server:\(bucket)/large", "--s3-upload-cutoff", "5Mi", "--s3-chunk-size", "5Mi",
                "--s3-disable-checksum")
            #expect(upload.status == 0)
            #expect(try await store.fetch(StoreKey("large"), to: folder("out"), progress: Progress()) == .size)
        }
    }
}
