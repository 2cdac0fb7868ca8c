import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// Files that the service copies by itself.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct ServiceCopyTests {
    /// Two stores of an opener that knows the server as `s3://`, in buckets of their own.
    private func withBuckets(
        _ endpoint: String? = nil, variables: [String: String?] = [:],
        _ body: (_ source: any Store, _ target: any Store, TemporaryFolder) async throws -> Void
    ) async throws {
        let server = try await ObjectServer.running
        let stores = server.stores(endpoint, variables: variables)
        let source = try await stores.open(StoreLocation("s3://\(server.makeBucket())/some/where"))
        let target = try await stores.open(StoreLocation("s3://\(server.makeBucket())"))
        try await withTemporaryFolder { folder in try await body(source, target, folder) }
    }

    /// Puts a file into a store, as canopy does, and gives what the store tells of it.
    private func put(_ bytes: Data, _ name: String, _ store: any Store, _ folder: TemporaryFolder) async throws
        -> StoreEntry
    {
        let key = try StoreKey(name)
        let path = try folder.file("put/" + UUID().uuidString, bytes)
        _ = try await store.store(path, as: key, replacing: true, progress: Progress())
        return try #require(try await store.stat(key)?.file)
    }

    private func get(_ key: StoreKey, _ store: any Store, _ folder: TemporaryFolder) async throws -> Data {
        let path = folder("get/" + UUID().uuidString)
        _ = try await store.fetch(key, to: path, progress: Progress())
        return try Data(contentsOf: URL(filePath: path))
    }

    private func reason(_ copy: ServiceCopy) throws -> String {
        guard case .transferNeeded(let reason?) = copy else { throw Unexpected(copy: copy) }
        return reason
    }

    private struct Unexpected: Error { let copy: ServiceCopy }

    private static func random(_ count: Int) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count / 8).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64) { Array($0) } })
    }

    @Test func `a file is copied within a bucket and to another one, over an older one and under any name`()
        async throws
    {
        try await withBuckets { source, target, folder in
            let original = try await put(Data("forest".utf8), "a b/+%#?ü.txt", source, folder)
            for store in [source, target] {
                for name in ["copy", "deep/in/the woods/&;'\"$*ß\u{2028}.txt", "a#b?c%20d+e"] {
                    let key = try StoreKey(name)
                    _ = try await put(Data("older, and longer".utf8), name, store, folder)
                    let copy = try await store.copy(original, of: source, as: key, progress: Progress())
                    #expect(copy == .copied(try #require(try await store.stat(key)?.file)))
                    guard case .copied(let entry) = copy else { continue }
                    #expect(entry.md5 == original.md5 && entry.size == 6 && entry.key == key)
                    #expect(entry.modified == original.modified)
                    #expect(try await get(key, store, folder) == Data("forest".utf8))
                }
            }
            #expect(try await get(original.key, source, folder) == Data("forest".utf8))
            let empty = try await put(Data(), "empty", source, folder)
            let copy = try await target.copy(empty, of: source, as: StoreKey("empty"), progress: Progress())
            #expect(copy == .copied(try #require(try await target.stat(StoreKey("empty"))?.file)))
        }
    }

    @Test func `nothing of the file passes through this machine`() async throws {
        let server = try await ObjectServer.running
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await withTemporaryFolder { outer in
            try await TestServer.run("flaw", [port, "tally", outer("bytes")]) { endpoint in
                try await withBuckets(endpoint) { source, target, folder in
                    let original = try await put(Self.random(16 << 20), "large", source, folder)
                    let before = try #require(Int(try outer.text("bytes")))
                    #expect(before > 16 << 20)
                    let copy = try await target.copy(original, of: source, as: StoreKey("large"), progress: Progress())
                    guard case .copied = copy else { throw Unexpected(copy: copy) }
                    #expect(try #require(Int(try outer.text("bytes"))) - before < 32 << 10)
                }
            }
        }
    }

    @Test func `a file that its owner stored in parts with a hash is copied with it, in parts as well`() async throws {
        let inParts = ["UPLOAD_CUTOFF", "CHUNK_SIZE", "COPY_CUTOFF"].map { ("RCLONE_CONFIG_CANOPY_" + $0, "5Mi") }
        try await withBuckets(variables: Dictionary(uniqueKeysWithValues: inParts)) { source, target, folder in
            let bytes = Self.random(12 << 20)
            let original = try await put(bytes, "large", source, folder)
            let key = try StoreKey("copy")
            let copy = try await target.copy(original, of: source, as: key, progress: Progress())
            let entry = try #require(try await target.stat(key)?.file)
            #expect(copy == .copied(entry) && entry.md5 == original.md5 && entry.md5 != nil)
            #expect(try await get(key, target, folder) == bytes)
        }
    }

    @Test func `what others stored in parts without a hash is to be transferred`() async throws {
        let server = try await ObjectServer.running
        try await withBuckets { source, target, folder in
            let file = try folder.file("large", Data(count: 6 << 20))
            guard case .s3(let bucket, let prefix) = source.location.place else { return }
            let upload = try await server.rclone(
                "copyto", file, "server:\(bucket)/\(prefix)/large", "--s3-upload-cutoff", "5Mi", "--s3-chunk-size",
                "5Mi", "--s3-disable-checksum")
            #expect(upload.status == 0)
            let original = try #require(try await source.stat(StoreKey("large"))?.file)
            let copy = try await target.copy(original, of: source, as: StoreKey("large"), progress: Progress())
            #expect(try reason(copy) == "\(server.endpoint) has no MD5 of it")
            #expect(try await target.stat(StoreKey("large")) == nil)
        }
    }

    @Test func `a copy without a hash, which nobody can compare, does not stay`() async throws {
        let server = try await ObjectServer.running
        // In parts, services know the MD5 of none that was one piece before.
        try await withBuckets(variables: ["RCLONE_CONFIG_CANOPY_COPY_CUTOFF": "5Mi"]) { source, target, folder in
            let original = try await put(Self.random(6 << 20), "large", source, folder)
            let copy = try await target.copy(original, of: source, as: StoreKey("large"), progress: Progress())
            #expect(try reason(copy) == "\(server.endpoint) has no MD5 of its copy")
            #expect(try await target.stat(StoreKey("large")) == nil)
        }
    }

    @Test func `a copy of something else than what was listed does not stay`() async throws {
        let server = try await ObjectServer.running
        try await withBuckets { source, target, folder in
            let listed = try await put(Data("forest".utf8), "file", source, folder)
            _ = try await put(Data("meadow".utf8), "file", source, folder)
            let copy = try await target.copy(listed, of: source, as: StoreKey("file"), progress: Progress())
            #expect(try reason(copy) == "the copy that \(server.endpoint) made differs")
            #expect(try await target.stat(StoreKey("file")) == nil)
        }
    }

    @Test(arguments: ["501 Not Implemented", "403 Forbidden"])
    func `where the service refuses to copy, the file is to be transferred, and what was there is still there`(
        status: String
    ) async throws {
        let server = try await ObjectServer.running
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await TestServer.run("flaw", [port, "copies", status]) { endpoint in
            try await withBuckets(endpoint) { source, target, folder in
                let original = try await put(Data("forest".utf8), "file", source, folder)
                let key = try StoreKey("file")
                _ = try await put(Data("older".utf8), "file", target, folder)
                let words = try reason(try await target.copy(original, of: source, as: key, progress: Progress()))
                #expect(words.hasPrefix("\(endpoint) does not copy it by itself ("))
                #expect(words.contains(status.prefix(3)) && !words.contains("request id"))
                #expect(try await get(key, target, folder) == Data("older".utf8))
            }
        }
    }

    @Test func `a remote that says it copies, and does not copy this, moves nothing through this machine`() async throws
    {
        let server = try await ObjectServer.running
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            try await TestServer.run("flaw", [port, "tally", folder("bytes")]) { endpoint in
                let configuration = try folder.file(
                    "several.conf",
                    """
                    [cluster]
                    type = s3
                    provider = Ceph
                    endpoint = \(endpoint)
                    access_key_id = \(server.accessKey)
                    secret_access_key = \(server.secretKey)
                    [pieces]
                    type = chunker
                    remote = cluster:\(bucket)/pieces
                    hash_type = md5
                    [both]
                    type = combine
                    upstreams = plain=cluster:\(bucket)/plain pieces=pieces:
                    """)
                let variables = ProcessInfo.processInfo.environment.with(["RCLONE_CONFIG": configuration])
                let stores = Stores(variables: variables)
                let source = try await stores.open(StoreLocation("both:plain"))
                let target = try await stores.open(StoreLocation("both:pieces"))
                for (name, bytes) in [
                    ("large", Self.random(32 << 20)), ("small", Data("forest".utf8)), ("none", Data()),
                ] {
                    let original = try await put(bytes, name, source, folder)
                    let before = try #require(Int(try folder.text("bytes")))
                    let key = try StoreKey(name)
                    let copy = try await target.copy(original, of: source, as: key, progress: Progress())
                    #expect(try reason(copy).contains("it would pass through this machine"))
                    // Connections on one machine buffer up to 10 MiB, which nobody has asked for.
                    #expect(try #require(Int(try folder.text("bytes"))) - before < 12 << 20)
                    if !bytes.isEmpty { #expect(try await target.stat(key) == nil) }
                }
            }
        }
    }

    @Test func `stores that are not on one service have nothing copied`() async throws {
        let server = try await ObjectServer.running
        try await withBuckets { source, target, folder in
            let original = try await put(Data("forest".utf8), "file", source, folder)
            let others: [any Store] = [
                LocalStore(folder("local")), StoreWithoutPaths(store: LocalStore(folder("local"))),
                // Others may be reached with other keys.
                try await server.stores().open(target.location),
                try await server.configuredStores(folder).open(StoreLocation("cluster:\(server.makeBucket())")),
            ]
            for other in others {
                let there = try await other.copy(original, of: source, as: StoreKey("file"), progress: Progress())
                #expect(there == .transferNeeded(reason: nil))
                let here = try await source.copy(original, of: other, as: StoreKey("copy"), progress: Progress())
                #expect(here == .transferNeeded(reason: nil))
            }
            let disk = try await StoreBackend.remote.make(folder)
            let onDisk = try await put(Data("forest".utf8), "file", disk, folder)
            let copy = try await disk.copy(onDisk, of: disk, as: StoreKey("copy"), progress: Progress())
            #expect(copy == .transferNeeded(reason: nil))
        }
    }

    @Test func `what really fails is an error`() async throws {
        let server = try await ObjectServer.running
        try await withBuckets { source, target, folder in
            let original = try await put(Data("forest".utf8), "file", source, folder)
            await #expect(throws: StoreError.same(source.location.appending(original.key))) {
                try await source.copy(original, of: source, as: original.key, progress: Progress())
            }
            let cancellation = Cancellation()
            cancellation.cancel()
            await #expect(throws: StoreError.cancelled) {
                try await target.copy(
                    original, of: source, as: StoreKey("copy"), progress: Progress(cancellation: cancellation))
            }
            try await source.remove(original.key)
            await #expect(throws: StoreError.absent(source.location.appending(original.key))) {
                try await target.copy(original, of: source, as: StoreKey("copy"), progress: Progress())
            }
            #expect(try await target.stat(StoreKey("copy")) == nil)
        }
        let stores = server.stores()
        let bucket = try await stores.open(StoreLocation("s3://\(server.makeBucket())"))
        try await withTemporaryFolder { folder in
            let original = try await put(Data("forest".utf8), "file", bucket, folder)
            let nowhere = try await stores.open(StoreLocation("s3://no-such-bucket-\(UUID().uuidString.lowercased())"))
            let error = await #expect(throws: StoreError.self) {
                try await nowhere.copy(original, of: bucket, as: StoreKey("copy"), progress: Progress())
            }
            guard case .remote(let failure) = error else { throw try #require(error) }
            #expect(failure.cause == .noBucket)
        }
    }
}
