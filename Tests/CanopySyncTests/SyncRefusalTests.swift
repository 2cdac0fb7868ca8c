import CanopySync
import CanopyTesting
import Files
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
