import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

struct LocalStoreTests {
    private func listing(
        _ folder: TemporaryFolder, _ name: String = "store"
    ) async throws -> StoreListing {
        try await LocalStore(folder(name)).list(nil, depth: .max, progress: Progress())
    }

    @Test func `a folder that is not there is absent`() async throws {
        try await withTemporaryFolder { folder in
            let place = StoreLocation(path: folder("store"))
            await #expect(throws: StoreError.absent(place)) { try await listing(folder) }
        }
    }

    @Test func `a file says where it lies`() throws {
        #expect(LocalStore("/data").localPath(of: try StoreKey("a/b.tif")) == "/data/a/b.tif")
        #expect(LocalStore("").localPath(of: try StoreKey("a")) == "./a")
        #expect(LocalStore("/").localPath(of: try StoreKey("a/b.tif")) == "/a/b.tif")
    }

    @Test func `temporaries of other processes are not listed`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/.canopy-1a2b3c.tmp", "half a file")
            try folder.file("store/.canopy-notes.txt")
            #expect(try await listing(folder).files.map(\.key.text) == [".canopy-notes.txt"])
        }
    }

    @Test func `links to files and folders are followed, in circles never`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/real.txt", "real")
            try folder.file("store/sub/file.txt")
            try folder.link("store/file-link", to: folder("elsewhere/real.txt"))
            try folder.link("store/folder-link", to: folder("elsewhere"))
            try folder.link("store/sub/up", to: "..")
            try folder.link("store/self", to: "self")
            try folder.link("store/nowhere", to: "not-there")
            let found = try await listing(folder)
            #expect(found.files.map(\.key.text) == ["file-link", "folder-link/real.txt", "sub/file.txt"])
            #expect(found.files.first?.size == 4)
            #expect(found.problems.map(\.path) == ["nowhere", "self", "sub/up"])
        }
    }

    @Test func `where a store is not to be left, links are followed in it only`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/secret", "secret")
            try folder.file("real/mission/file", "public")
            try folder.link("store", to: "real")
            try folder.link("real/mission/within", to: "file")
            try folder.link("real/again", to: "mission")
            try folder.link("real/mission/secret", to: folder("elsewhere/secret"))
            try folder.link("real/away", to: folder("elsewhere"))
            let store = LocalStore(folder("store"), links: .inside)
            let found = try await store.list(nil, depth: .max, progress: Progress())
            #expect(
                found.files.map(\.key.text) == ["again/file", "again/within", "mission/file", "mission/within"])
            #expect(found.outside.map(\.text) == ["again/secret", "mission/secret"])
            #expect(found.problems.map(\.path) == ["away"])
            for name in ["mission/secret", "away/secret", "away"] {
                let key = try StoreKey(name)
                let error = StoreError.outside(store.location.appending(key))
                await #expect(throws: error) { try await store.stat(key) }
                await #expect(throws: error) {
                    try await store.fetch(key, to: folder("copy"), progress: Progress())
                }
            }
            await #expect(throws: StoreError.self) {
                try await store.list(StoreKey("away"), depth: 1, progress: Progress())
            }
            #expect(!Path.exists(folder("copy")))
        }
    }

    @Test func `two links that lead to each other end`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/a/one")
            try folder.file("store/b/two")
            try folder.link("store/a/to-b", to: "../b")
            try folder.link("store/b/to-a", to: "../a")
            let keys = try await listing(folder).files.map(\.key.text)
            #expect(keys == ["a/one", "a/to-b/two", "b/to-a/one", "b/two"])
        }
    }

    @Test(arguments: ["-rf", "a\nb", "\u{1B}[2Jx", "tab\there", "\u{7F}"])
    func `a name that is no key is reported, fit for a terminal`(_ name: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/sub/\(name)")
            try folder.file("store/good")
            let found = try await listing(folder)
            #expect(found.files.map(\.key.text) == ["good"])
            #expect(found.problems.count == 1)
            let text = try #require(found.problems.first?.description)
            #expect(text.hasPrefix("'sub/"))
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }

    @Test func `a name that is not UTF-8 is reported`() async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("store")
            let name = folder("store/caf").utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xE9), 0]
            close(open(name, O_CREAT | O_WRONLY, 0o644))
            let found = try await listing(folder)
            #expect(found.files.isEmpty)
            #expect(found.problems.map(\.path) == ["caf\u{FFFD}"])
        }
    }

    @Test func `a pipe is no file`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/file")
            #expect(mkfifo(folder("store/pipe"), 0o644) == 0)
            let found = try await listing(folder)
            #expect(found.files.map(\.key.text) == ["file"])
            #expect(found.problems.map(\.path) == ["pipe"])
            #expect(try await LocalStore(folder("store")).stat(StoreKey("pipe")) == nil)
        }
    }

    @Test func `removing takes a link, never what it leads to, nor anything behind it`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/file", "precious")
            try folder.file("store/own")
            try folder.link("store/link", to: folder("elsewhere/file"))
            try folder.link("store/folder", to: folder("elsewhere"))
            let store = LocalStore(folder("store"))
            try await store.remove(StoreKey("link"))
            let behind = try StoreKey("folder/file")
            await #expect(throws: StoreError.behindLink(store.location.appending(behind))) {
                try await store.remove(behind)
            }
            #expect(!Path.exists(folder("store/link")))
            #expect(try folder.text("elsewhere/file") == "precious")
        }
    }

    @Test func `an interrupted copy leaves no temporary`() async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("local", Data(count: 40 << 20))
            for stop in [0.1, 0.5, 0.8] {
                let cancellation = Cancellation()
                let progress = Progress(cancellation: cancellation) { if $0 > stop { cancellation.cancel() } }
                await #expect(throws: StoreError.cancelled) {
                    try await LocalStore(folder("store")).store(
                        path, as: StoreKey("k"), replacing: true, progress: progress)
                }
                #expect(folder.tree("store").isEmpty)
            }
        }
    }

    @Test func `a file that changes while it is copied is not taken`() async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("local", String(repeating: "a", count: 1000))
            // At this share the bytes are copied, and not yet compared.
            let progress = Progress { if $0 == 0.4 { try? Data("b".utf8).write(to: URL(filePath: path)) } }
            await #expect(throws: StoreError.corrupted(StoreLocation(path: path))) {
                try await LocalStore(folder("store")).store(
                    path, as: StoreKey("k"), replacing: true, progress: progress)
            }
            #expect(folder.tree("store").isEmpty)
        }
    }

    @Test func `a file is not stored over a folder, nor below a file`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/folder/file", "x")
            let path = try folder.file("local", "y")
            for key in ["folder", "folder/file/below"] {
                await #expect(throws: StoreError.self) {
                    try await LocalStore(folder("store")).store(
                        path, as: StoreKey(key), replacing: true, progress: Progress())
                }
            }
            #expect(folder.tree("store") == ["folder/file"])
        }
    }
}
