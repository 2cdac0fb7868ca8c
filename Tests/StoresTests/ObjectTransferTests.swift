import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// Whole objects that come in parts and go by one request, and files on their way from one service to another.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct ObjectTransferTests {
    private static let marker = "a marker in the woods"

    /// So many bytes of which no two places have the same ones, with the marker behind three quarters of them.
    private static func content(_ size: Int) -> Data {
        var generator = SeededGenerator(seed: size)
        var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let place = size / 4 * 3
        if size > 1000 { bytes.replaceSubrange(place..<place + marker.utf8.count, with: marker.utf8) }
        return Data(bytes)
    }

    /// A store of the server, which is reached at the endpoint of a network with a flaw where there is one, and a folder.
    private func withStore(
        flaw: [String] = [], _ body: @Sendable (any Store, ObjectServer, TemporaryFolder) async throws -> Void
    ) async throws {
        let server = try await ObjectServer.running
        let place = try StoreLocation("s3://\(try await server.makeBucket())/some/where")
        try await withTemporaryFolder { folder in
            if flaw.isEmpty { return try await body(server.stores().open(place), server, folder) }
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port] + flaw) { endpoint in
                try await body(server.stores(endpoint).open(place), server, folder)
            }
        }
    }

    /// Sends a file there and gets it back.
    private func expectSame(_ content: Data, _ store: any Store, _ folder: TemporaryFolder) async throws {
        let file = try folder.file("sent.tif", content)
        let time = Date(timeIntervalSince1970: 1_600_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
        let key = try StoreKey("a b/ü.tif")
        let sending = Watch()
        #expect(try await store.store(file, as: key, replacing: true, progress: sending.progress) == .md5)
        let entry = try #require(try await store.stat(key)?.file)
        #expect(try entry.size == content.count && entry.md5 == Checksum.md5(ofFileAt: file))
        #expect(entry.modified == Timestamp(seconds: 1_600_000_000))
        let coming = Watch()
        let copy = folder("new/folder/copy.tif")
        #expect(try await store.fetch(entry, to: copy, progress: coming.progress) == .md5)
        #expect(try Data(contentsOf: URL(filePath: copy)) == content)
        #expect(try FileStatus(of: copy)?.modified == Timestamp(seconds: 1_600_000_000))
        for shares in [sending.shares, coming.shares] { #expect(shares.last == 1) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("new/folder")) == ["copy.tif"])
        try FileManager.default.removeItem(atPath: folder("new"))
    }

    @Test(arguments: [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (4 << 20) + 1, (9 << 20) + 17])
    func `files of any size go and come as they are`(size: Int) async throws {
        try await withStore { store, _, folder in try await expectSame(Self.content(size), store, folder) }
    }

    @Test(arguments: ["busy", "reset", "short", "broken", "absent"])
    func `what goes wrong on the way and may pass is tried again`(fault: String) async throws {
        try await withStore(flaw: ["every", "5", fault]) { store, _, folder in
            try await expectSame(Self.content((9 << 20) + 17), store, folder)
        }
    }

    @Test func `a request of any kind that gets no further is made again`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await withTemporaryFolder { folder in
            let rclone = try RecordingRclone(in: folder)
            let variables = ProcessInfo.processInfo.environment.with(rclone.variables)
            try await TestServer.run("flaw", [port, "every", "3", "stalled"]) { endpoint in
                let access = S3Access(endpoint: endpoint, accessKey: server.accessKey, secretKey: server.secretKey)
                let stores = Stores(s3: access, variables: variables, idleTimeout: .seconds(3))
                let store = try await stores.open(StoreLocation("s3://\(bucket)"))
                // The first answer tells that the service is there.
                #expect(try await store.list(nil, depth: 1, progress: Progress()).files.isEmpty)
                for name in ["a.tif", "b.json"] {
                    let key = try StoreKey(name)
                    let file = try folder.file(name, "forest")
                    #expect(try await store.store(file, as: key, replacing: true, progress: Progress()) == .md5)
                    let entry = try #require(try await store.stat(key)?.file)
                    #expect(try await store.contents(of: entry, progress: Progress()) == Array("forest".utf8))
                }
                #expect(try await store.list(nil, depth: 1, progress: Progress()).files.count == 2)
            }
            #expect(!rclone.calls.contains { $0.contains(bucket) })
        }
    }

    @Test func `a byte that changes on the way, there or here, is noticed and sent again`() async throws {
        let content = Self.content((9 << 20) + 17)
        try await withStore(flaw: ["flip", "1", Self.marker]) { store, _, folder in
            try await expectSame(content, store, folder)
        }
        try await withStore { store, server, folder in
            let file = try folder.file("sent.tif", content)
            let key = try StoreKey("x.tif")
            _ = try await store.store(file, as: key, replacing: true, progress: Progress())
            let entry = try #require(try await store.stat(key)?.file)
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "flip", "1", Self.marker]) { endpoint in
                let flawed = try await server.stores(endpoint).open(store.location)
                _ = try await flawed.fetch(entry, to: folder("copy"), progress: Progress())
                #expect(try Data(contentsOf: URL(filePath: folder("copy"))) == content)
            }
        }
    }

    @Test func `in a bucket whose tags are no hashes a file that was sent is there, and is not sent again`()
        async throws
    {
        try await withStore(flaw: ["sealed", "-"]) { store, server, folder in
            for size in [100, (9 << 20) + 17] {
                let file = try folder.file("sent.tif", Self.content(size))
                let key = try StoreKey("sealed.tif")
                // rclone, which would send it again, would find fault with the tag.
                #expect(try await store.store(file, as: key, replacing: true, progress: Progress()) == .md5)
                let plain = try await server.stores().open(store.location)
                _ = try await plain.fetch(key, to: folder("copy"), progress: Progress())
                #expect(try Data(contentsOf: URL(filePath: folder("copy"))) == Self.content(size))
            }
        }
    }

    @Test func `a service that gives no parts gives the whole`() async throws {
        try await withStore(flaw: ["whole", "-"]) { store, _, folder in
            try await expectSame(Self.content((9 << 20) + 17), store, folder)
        }
    }

    @Test func `a download that is stopped leaves nothing`() async throws {
        try await withStore { store, server, folder in
            let key = try StoreKey("x.tif")
            let file = try folder.file("sent.tif", Self.content(9 << 20))
            _ = try await store.store(file, as: key, replacing: true, progress: Progress())
            let entry = try #require(try await store.stat(key)?.file)
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "trickle", "-"]) { endpoint in
                let slow = try await server.stores(endpoint).open(store.location)
                let cancellation = Cancellation()
                let stopping = Task {
                    try await Task.sleep(for: .milliseconds(700))
                    cancellation.cancel()
                }
                await #expect(throws: StoreError.cancelled) {
                    try await slow.fetch(entry, to: folder("out/copy"), progress: Progress(cancellation: cancellation))
                }
                try await stopping.value
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == [])
            }
        }
    }

    @Test func `an object that is gone, or another one by now, is told of or comes as it is`() async throws {
        try await withStore { store, _, folder in
            let key = try StoreKey("x.tif")
            let file = try folder.file("sent.tif", Self.content(3 << 20))
            _ = try await store.store(file, as: key, replacing: true, progress: Progress())
            let entry = try #require(try await store.stat(key)?.file)
            let other = try folder.file("other.tif", Self.content(2 << 20))
            _ = try await store.store(other, as: key, replacing: true, progress: Progress())
            // Whoever fetches it compares, who has to.
            _ = try? await store.fetch(entry, to: folder("copy"), progress: Progress())
            if Path.exists(folder("copy")) {
                #expect(try Data(contentsOf: URL(filePath: folder("copy"))) == Self.content(2 << 20))
            }
            try await store.remove(key)
            await #expect(throws: StoreError.absent(store.location.appending(key))) {
                try await store.fetch(entry, to: folder("none"), progress: Progress())
            }
            #expect(!Path.exists(folder("none")))
        }
    }

    @Test func `from one service to another a file passes without lying here`() async throws {
        try await withTemporaryFolder { folder in
            let server = try await ObjectServer.running
            let stores = try server.configuredStores(folder, access: true)
            let source = try await stores.open(StoreLocation("s3://\(server.makeBucket())"))
            let target = try await stores.open(StoreLocation("cluster:\(server.makeBucket())/deep"))
            let content = Self.content((9 << 20) + 17)
            let key = try StoreKey("points.laz")
            _ = try await source.store(
                folder.file("points", content), as: key, replacing: true, progress: Progress())
            let entry = try #require(try await source.stat(key)?.file)
            #expect(try await target.passage(of: entry, from: source, progress: Progress()) == .memory)
            let name = try StoreKey("other/name.laz")
            let copy = try await target.relay(entry, of: source, as: name, progress: Progress())
            #expect(copy == StoreEntry(key: name, size: content.count, md5: entry.md5))
            #expect(try await target.stat(name)?.file?.md5 == entry.md5)
            // What nothing vouches for comes here first.
            let unknown = StoreEntry(key: key, size: content.count)
            #expect(try await target.passage(of: unknown, from: source, progress: Progress()) == .disk)
            let local = try await stores.open(StoreLocation(path: folder("local")))
            #expect(try await local.passage(of: entry, from: source, progress: Progress()) == .disk)
            #expect(try await source.passage(of: entry, from: source, progress: Progress()) == .service)
        }
    }
}
