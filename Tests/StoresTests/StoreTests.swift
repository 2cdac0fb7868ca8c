import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// What every store does.
@Suite struct StoreTests {
    /// A store and a folder for what is copied to and from it.
    private func with(
        _ backend: StoreBackend, _ body: (any Store, TemporaryFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in try await body(try await backend.make(folder), folder) }
    }

    @discardableResult
    private func put(
        _ text: String, _ key: String, _ store: any Store, _ folder: TemporaryFolder, replacing: Bool = true
    ) async throws -> Verification {
        let path = try folder.file("local/\(UUID().uuidString)", text, modified: 1_600_000_000)
        return try await store.store(path, as: StoreKey(key), replacing: replacing, progress: Progress())
    }

    private func get(_ key: StoreKey, _ store: any Store, _ folder: TemporaryFolder) async throws -> String {
        let name = "local/\(UUID().uuidString)"
        _ = try await store.fetch(key, to: folder(name), progress: Progress())
        return try folder.text(name)
    }

    @Test(arguments: StoreBackend.all)
    func `a file that was stored is listed, described and fetched`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            try await put("a forest", "deep/in/the/woods.txt", store, folder)
            let key = try StoreKey("deep/in/the/woods.txt")
            let entry = try await store.stat(key)?.file
            #expect(entry?.size == 8)
            #expect(entry?.key == key)
            #expect(entry?.modified == Timestamp(seconds: 1_600_000_000))
            let listing = try await store.list(nil, depth: .max, progress: Progress())
            #expect(listing.files == [try #require(entry)])
            #expect(listing.problems.isEmpty)
            #expect(try await get(key, store, folder) == "a forest")
        }
    }

    @Test(arguments: StoreBackend.all)
    func `one level of a folder is its files and folders, sorted`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            for key in ["b.txt", "a.txt", "m/x.txt", "m/n/y.txt", "m.txt", "z/w"] {
                try await put(key, key, store, folder)
            }
            let top = try await store.list(nil, depth: 1, progress: Progress())
            #expect(top.files.map(\.key.text) == ["a.txt", "b.txt", "m.txt"])
            #expect(top.folders.map(\.text) == ["m", "z"])
            let inner = try await store.list(StoreKey("m"), depth: 1, progress: Progress())
            #expect(inner.files.map(\.key.text) == ["m/x.txt"])
            #expect(inner.folders.map(\.text) == ["m/n"])
            let all = try await store.list(StoreKey("m"), depth: .max, progress: Progress())
            #expect(all.files.map(\.key.text) == ["m/n/y.txt", "m/x.txt"])
        }
    }

    @Test(arguments: StoreBackend.all)
    func `two levels of a folder are its own and those of its folders, and no more`(_ backend: StoreBackend)
        async throws
    {
        try await with(backend) { store, folder in
            for key in ["a.txt", "m/x.txt", "m/n/y.txt", "m/n/o/deep.txt", "z/w"] {
                try await put(key, key, store, folder)
            }
            let top = try await store.list(nil, depth: 2, progress: Progress())
            #expect(top.files.map(\.key.text) == ["a.txt", "m/x.txt", "z/w"])
            #expect(top.folders.map(\.text) == ["m", "m/n", "z"])
            #expect(top.problems.isEmpty)
            let inner = try await store.list(StoreKey("m"), depth: 2, progress: Progress())
            #expect(inner.files.map(\.key.text) == ["m/n/y.txt", "m/x.txt"])
            #expect(inner.folders.map(\.text) == ["m/n", "m/n/o"])
            #expect(top.files.contains(try #require(inner.files.last)))
        }
    }

    @Test(arguments: StoreBackend.all)
    func `many files are looked up at once, those that are absent among them`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let names = Self.oddNames.filter { !backend.mistaken.contains($0) }
            let keys = try names.map { try StoreKey("in/" + $0) }
            for key in keys { try await put("this is " + key.text, key.text, store, folder) }
            let absent = try (0..<100).map { try StoreKey("absent/\($0)") }
            let found = try await store.files(at: absent + keys + keys.prefix(1), progress: Progress()).map {
                try $0.get()
            }
            #expect(found.prefix(100).allSatisfy { $0 == nil })
            #expect(found.dropFirst(100).map { $0?.key } == keys + keys.prefix(1))
            #expect(found.last == (try await store.stat(keys[0])?.file))
            #expect(await store.files(at: [], progress: Progress()).isEmpty)
        }
    }

    @Test(arguments: StoreBackend.all)
    func `a folder is no file, and costs those that are looked up with it nothing`(_ backend: StoreBackend) async throws
    {
        try await with(backend) { store, folder in
            try await put("x", "there/x", store, folder)
            let keys = try [StoreKey("there"), StoreKey("there/x"), StoreKey("there/x/y")]
            let found = try await store.files(at: keys, progress: Progress()).map { try $0.get() }
            #expect(found.map { $0?.size } == [nil, 1, nil])
        }
    }

    @Test(arguments: StoreBackend.all)
    func `what is absent is nothing, and fetching it an error that leaves no file`(_ backend: StoreBackend) async throws
    {
        try await with(backend) { store, folder in
            try await put("x", "there/x", store, folder)
            #expect(try await store.stat(StoreKey("absent")) == nil)
            #expect(try await store.stat(StoreKey("there/x/y")) == nil)
            #expect(try await store.stat(StoreKey("there")) == .folder)
            for key in try [StoreKey("absent"), StoreKey("there")] {
                await #expect(throws: StoreError.absent(store.location.appending(key))) {
                    try await store.fetch(key, to: folder("out/file"), progress: Progress())
                }
            }
            #expect(folder.tree("out").isEmpty)
        }
    }

    @Test(arguments: StoreBackend.all)
    func `a store nobody wrote to has no files`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, _ in
            do {
                let listing = try await store.list(nil, depth: .max, progress: Progress())
                #expect(listing == StoreListing())
            } catch StoreError.absent(let place) {
                #expect(place == store.location)
            }
        }
    }

    @Test(arguments: StoreBackend.all)
    func `a file is replaced unless it must not be`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let key = try StoreKey("k")
            try await put("first, and long", "k", store, folder)
            try await put("second", "k", store, folder)
            #expect(try await get(key, store, folder) == "second")
            await #expect(throws: StoreError.self) { try await put("third", "k", store, folder, replacing: false) }
            #expect(try await get(key, store, folder) == "second")
        }
    }

    @Test(arguments: StoreBackend.all)
    func `fetching replaces a file and makes folders`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            try await put("new", "k", store, folder)
            try folder.file("out/old", "an older and longer text")
            for name in ["out/old", "out/a/b/c"] {
                _ = try await store.fetch(StoreKey("k"), to: folder(name), progress: Progress())
                #expect(try folder.text(name) == "new")
                #expect(try FileStatus(of: folder(name))?.modified == Timestamp(seconds: 1_600_000_000))
            }
        }
    }

    @Test(arguments: StoreBackend.all)
    func `a removed file is gone, alone, and may be removed again`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            try await put("x", "a/x", store, folder)
            try await put("y", "a/y", store, folder)
            for _ in 1...2 { try await store.remove(StoreKey("a/x")) }
            let listing = try await store.list(nil, depth: .max, progress: Progress())
            #expect(listing.files.map(\.key.text) == ["a/y"])
        }
    }

    static let oddNames = [
        "a b", " leading", "trailing ", "ä", "e\u{301}", "\u{E9}", "日本/語", "🌲", "it's", "\"quoted\"", "100%", "%41",
        "*", "?", "[a]", "{b}", "#x?y=z", "a+b", "a&b;c", "$HOME", "~", "a\\b", "a:b", "s3:x", ".hidden", "a..b", "...",
        "dash-", "x,y", "@", String(repeating: "n", count: 200),
    ]

    @Test(arguments: StoreBackend.all)
    func `odd names are names like any other`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let names = Self.oddNames.filter { !backend.mistaken.contains($0) }
            for name in names { try await put("this is " + name, name, store, folder) }
            let listing = try await store.list(nil, depth: .max, progress: Progress())
            let keys = try names.map { try StoreKey($0) }
            #expect(Set(listing.files.map(\.key)) == Set(keys))
            for key in keys { #expect(try await get(key, store, folder) == "this is " + key.text) }
        }
    }

    @Test(arguments: StoreBackend.all)
    func `an empty file is a file`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            try await put("", "nothing", store, folder)
            #expect(try await store.stat(StoreKey("nothing"))?.file?.size == 0)
            #expect(try await get(StoreKey("nothing"), store, folder) == "")
        }
    }

    @Test(arguments: StoreBackend.all)
    func `a large file comes and goes whole, and its progress ends at 1`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            var bytes = Data(count: (35 << 20) + 11)
            for index in stride(from: 0, to: bytes.count, by: 4093) {
                bytes[index] = UInt8(truncatingIfNeeded: index >> 4)
            }
            let path = try folder.file("local/large", bytes)
            let watch = Watch()
            let key = try StoreKey("large")
            _ = try await store.store(path, as: key, replacing: true, progress: watch.progress)
            #expect(watch.shares.last == 1)
            #expect(watch.shares == watch.shares.sorted())
            #expect(watch.shares.count > 3)
            _ = try await store.fetch(key, to: folder("out"), progress: Progress())
            #expect(try Data(contentsOf: URL(filePath: folder("out"))) == bytes)
        }
    }

    @Test(arguments: StoreBackend.all)
    func `many files are stored at once`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let keys = try (0..<200).map { try StoreKey("f\($0 % 7)/n\($0)") }
            let path = try folder.file("local/one", "one for all")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in keys {
                    group.addTask { _ = try await store.store(path, as: key, replacing: true, progress: Progress()) }
                }
                try await group.waitForAll()
            }
            let listing = try await store.list(nil, depth: .max, progress: Progress())
            #expect(listing.files.map(\.key) == keys.sorted())
            #expect(listing.files.allSatisfy { $0.size == 11 })
        }
    }

    @Test(arguments: StoreBackend.all)
    func `of several that store one file at once, one wins whole`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let texts = (0..<8).map { String(repeating: "\($0)", count: 1000 + $0 * 100) }
            let key = try StoreKey("k")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for text in texts {
                    let path = try folder.file("local/\(text.count)", text)
                    group.addTask { _ = try await store.store(path, as: key, replacing: true, progress: Progress()) }
                }
                try await group.waitForAll()
            }
            #expect(texts.contains(try await get(key, store, folder)))
        }
    }

    @Test(arguments: StoreBackend.all)
    func `an interrupted transfer leaves what was there`(_ backend: StoreBackend) async throws {
        try await with(backend) { store, folder in
            let key = try StoreKey("k")
            try await put("old", "k", store, folder)
            // Large enough for the rest to take longer than this process may have to wait for its turn.
            let path = try folder.file("local/large")
            try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 400 << 20)
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0 { cancellation.cancel() } }
            await #expect(throws: StoreError.cancelled) {
                try await store.store(path, as: key, replacing: true, progress: progress)
            }
            #expect(try await get(key, store, folder) == "old")
            try await put("a file", "other", store, folder)
            await #expect(throws: StoreError.cancelled) {
                try await store.fetch(StoreKey("other"), to: folder("out/file"), progress: progress)
            }
            #expect(folder.tree("out").isEmpty)
            let listing = try await store.list(nil, depth: .max, progress: Progress())
            #expect(listing.files.map(\.key.text) == ["k", "other"])
        }
    }
}
