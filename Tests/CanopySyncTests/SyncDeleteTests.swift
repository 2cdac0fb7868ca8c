import CanopySync
import CanopyTesting
import Stores
import Testing

struct SyncDeleteTests {
    @Test func `nothing is deleted unasked`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a")
            try folder.file("dst/surplus")
            let report = try await sync(folder)
            #expect(report.deleted.isEmpty)
            #expect(folder.tree("dst") == ["a", "surplus"])
        }
    }

    @Test func `an absent source deletes nothing and is an error with its place`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("dst/precious")
            let place = try StoreLocation(folder("src"))
            await #expect(throws: SyncError.store(.absent(place))) { try await sync(folder) { $0.delete = true } }
            #expect(folder.tree("dst") == ["precious"])
        }
    }

    @Test func `a source without files deletes nothing and says so`() async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("src/empty")
            try folder.file("dst/precious")
            let report = try await sync(folder) { $0.delete = true }
            #expect(report.deleted.isEmpty)
            #expect(report.warnings.count == 2)
            #expect(folder.tree("dst") == ["precious"])
        }
    }

    @Test func `a source that cannot be read whole deletes nothing`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a")
            try folder.link("src/loop", to: ".")
            try folder.file("dst/precious")
            for exclude in [[], ["loop"]] {
                let report = try await sync(folder) {
                    $0.delete = true
                    $0.exclude = exclude
                }
                #expect(report.failed.map(\.path) == (exclude.isEmpty ? ["loop"] : []))
                #expect(report.deleted.isEmpty)
                #expect(report.warnings.count == 1)
            }
            #expect(folder.tree("dst") == ["a", "precious"])
        }
    }

    @Test func `a file that fails costs that file, and nothing is deleted`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a", "file")
            try folder.file("src/b", "file")
            try folder.file("dst/a/in-the-way", "x")
            let report = try await sync(folder) { $0.delete = true }
            #expect(report.copied.map(\.key.text) == ["b"])
            #expect(report.failed.map(\.path) == ["a"])
            #expect(report.deleted.isEmpty)
            #expect(folder.tree("dst") == ["a/in-the-way", "b"])
        }
    }
}
