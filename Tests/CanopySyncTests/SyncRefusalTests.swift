import CanopySync
import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

struct SyncRefusalTests {
    @Test(arguments: [("src", "src"), ("src", "src/"), ("src", "link"), ("src/a", "src/a"), ("src/a", "src")])
    func `copying something onto itself is refused`(source: String, destination: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a", "text")
            try folder.link("link", to: "src")
            await #expect(throws: SyncError.same(try StoreLocation(folder(source)))) {
                try await sync(folder, from: source, to: destination)
            }
            #expect(try folder.text("src/a") == "text")
        }
    }

    @Test func `a file is not copied onto itself under another name`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("a", "text")
            try FileManager.default.linkItem(atPath: folder("a"), toPath: folder("b"))
            await #expect(throws: SyncError.same(try StoreLocation(folder("a")))) {
                try await sync(folder, from: "a", to: "b")
            }
            let store = LocalStore(folder.path)
            await #expect(throws: StoreError.same(StoreLocation(path: folder("a")))) {
                try await store.store(folder("a"), as: StoreKey("b"), replacing: true, progress: Progress())
            }
            #expect(Path.isSame(folder("a"), folder("b")))
        }
    }

    @Test func `nothing is copied through a link at the destination`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/sub/file", "new")
            try folder.file("src/other", "new")
            try folder.file("elsewhere/file", "precious text")
            try folder.folder("dst")
            try folder.link("dst/sub", to: folder("elsewhere"))
            let report = try await sync(folder)
            #expect(report.copied.map(\.key.text) == ["other"])
            #expect(report.failed.map(\.path) == ["sub/file"])
            #expect(report.failed.first?.reason.contains("it is a link") == true)
            #expect(try folder.text("elsewhere/file") == "precious text")
        }
    }

    @Test func `what a killed sync left at the destination is removed by the next, and by no dry run`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a", "text")
            try folder.file("dst/deep/down/.canopy-dead.tmp/files/x", "half")
            _ = try await sync(folder) { $0.dryRun = true }
            #expect(Path.exists(folder("dst/deep/down/.canopy-dead.tmp")))
            _ = try await sync(folder)
            #expect(folder.tree("dst") == ["a"])
        }
    }

    @Test func `a destination inside the source is refused`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a")
            let places = (
                source: try StoreLocation(folder("src")), destination: try StoreLocation(folder("src/new/dst"))
            )
            await #expect(throws: SyncError.recursive(source: places.source, destination: places.destination)) {
                try await sync(folder, to: "src/new/dst")
            }
            #expect(folder.tree("src") == ["a"])
        }
    }

    @Test func `a source inside the destination is refused where it would be written to or deleted`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("dst/src/a", "a")
            let report = try await sync(folder, from: "dst/src", to: "dst")
            #expect(report.copied.map(\.key.text) == ["a"])
            let places = (source: try StoreLocation(folder("dst/src")), destination: try StoreLocation(folder("dst")))
            await #expect(throws: SyncError.deletesSource(source: places.source, destination: places.destination)) {
                try await sync(folder, from: "dst/src", to: "dst") { $0.delete = true }
            }
            try folder.file("dst/src/src/b", "b")
            await #expect(throws: SyncError.recursive(source: places.source, destination: places.destination)) {
                try await sync(folder, from: "dst/src", to: "dst")
            }
            #expect(folder.tree("dst") == ["a", "src/a", "src/src/b"])
        }
    }

    @Test func `a folder is not copied onto a file`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a")
            let file = try folder.file("dst", "text")
            await #expect(throws: SyncError.file(try StoreLocation(file))) { try await sync(folder) }
        }
    }
}
