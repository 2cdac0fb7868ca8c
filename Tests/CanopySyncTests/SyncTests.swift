import CanopySync
import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

struct SyncTests {
    @Test(arguments: [("src", "dst"), ("src/", "dst"), ("src", "dst/"), ("src/", "new/deep/dst/")])
    func `the contents of a folder go into the destination`(source: String, destination: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a.txt", "a", modified: 1_500_000_000)
            try folder.file("src/sub/b.txt", "bb")
            try folder.file("src/sub/empty")
            let report = try await sync(folder, from: source, to: destination)
            #expect(report.copied.map(\.key.text) == ["a.txt", "sub/b.txt", "sub/empty"])
            #expect(report.bytes == 3)
            #expect(report.verifications == [.sha256])
            #expect(report.failed.isEmpty && report.skipped.isEmpty && report.warnings.isEmpty)
            #expect(folder.tree(destination) == ["a.txt", "sub/b.txt", "sub/empty"])
            #expect(try folder.text(destination + "/sub/b.txt") == "bb")
            #expect(try FileStatus(of: folder(destination + "/a.txt"))?.modified == Timestamp(seconds: 1_500_000_000))
        }
    }

    @Test(arguments: [
        ("src/a.txt", "new", "new"), ("src/a.txt", "there", "there/a.txt"), ("src/a.txt", "new/", "new/a.txt"),
        ("src/a.txt", "new/name.txt", "new/name.txt"), ("src/a.txt/", "there/b.txt", "there/b.txt"),
        ("src/a.txt", "there/..", "a.txt"),
    ])
    func `a file goes to the name, or into the folder`(source: String, destination: String, place: String) async throws
    {
        try await withTemporaryFolder { folder in
            try folder.file("src/a.txt", "text")
            try folder.file("there/b.txt", "old")
            let report = try await sync(folder, from: source, to: destination) { $0.delete = true }
            #expect(report.copied.map(\.bytes) == [4])
            #expect(report.deleted.isEmpty)
            #expect(try folder.text(place) == "text")
        }
    }

    @Test func `a pattern that means nothing is warned of, and one that does is not`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a.tif", "b/c.tif"] { try folder.file("src/" + name, name) }
            try folder.file("dst/old.pdf")
            let report = try await sync(folder) {
                $0.include = ["*.tif", "*.{laz,las}"]
                $0.exclude = ["*.pdf", "x/"]
            }
            #expect(report.copied.count == 2 && report.warnings.count == 2)
            #expect(report.warnings[0].contains("'*.{laz,las}' means no file of"))
            #expect(report.warnings[1].contains("'x/' means no file of"))
            let none = try await sync(folder) { $0.exclude = ["*"] }
            #expect(none.warnings.count == 1 && none.warnings[0].hasPrefix("the patterns mean none of the 2 files of"))
            let one = try await sync(folder, from: "src/a.tif", to: "new.tif") { $0.include = ["*.xyz"] }
            #expect(one.copied == [] && one.warnings.count == 2)
        }
    }

    @Test func `a second run copies nothing`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a", "b/c", "b/d"] { try folder.file("src/" + name, name) }
            _ = try await sync(folder)
            let report = try await sync(folder)
            #expect(report.copied.isEmpty)
            #expect(report.skipped.map(\.key.text) == ["a", "b/c", "b/d"])
            #expect(report.skipped.allSatisfy { $0.reason == .identical })
        }
    }

    @Test(arguments: [
        // text and time at the source, then at the destination
        ("same", 1000, "same", 1000, false),
        ("same", 1000, "same", 2000, false),
        ("this", 1000, "that", 2000, true),
        ("this", 2000, "that", 1000, true),
        ("longer", 1000, "short", 1000, true),
        ("", 1000, "x", 1000, true),
    ])
    func `what differs is replaced, what is the same is not`(
        text: String, time: Int, there: String, timeThere: Int, isReplaced: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/f", text, modified: time)
            try folder.file("dst/f", there, modified: timeThere)
            let report = try await sync(folder)
            #expect(report.copied.map(\.replaced) == (isReplaced ? [true] : []))
            #expect(report.skipped.count == (isReplaced ? 0 : 1))
            #expect(try folder.text("dst/f") == text)
        }
    }

    @Test func `existing files are left alone when they are to be`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/f", "new")
            try folder.file("src/g", "new")
            try folder.file("dst/f", "older")
            let report = try await sync(folder) { $0.ignoreExisting = true }
            #expect(report.copied.map(\.key.text) == ["g"])
            #expect(report.skipped.map(\.reason) == [.existing])
            #expect(try folder.text("dst/f") == "older")
        }
    }

    @Test func `a dry run reports and changes nothing`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/new", "12345")
            try folder.file("src/changed", "new")
            try folder.file("dst/changed", "older")
            try folder.file("dst/surplus")
            let report = try await sync(folder) {
                $0.dryRun = true
                $0.delete = true
            }
            #expect(report.isDryRun)
            #expect(report.copied.map(\.key.text) == ["changed", "new"])
            #expect(report.bytes == 8)
            #expect(report.deleted.map(\.text) == ["surplus"])
            #expect(report.verifications.isEmpty)
            #expect(folder.tree("dst") == ["changed", "surplus"])
            #expect(try folder.text("dst/changed") == "older")
        }
    }

    @Test func `patterns choose what is copied and what may be deleted`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["src/a.tif", "src/b.pdf", "src/sub/c.tif", "dst/old.tif", "dst/old.pdf", "dst/sub/old.tif"] {
                try folder.file(name, name)
            }
            let report = try await sync(folder) {
                $0.include = ["*.tif"]
                $0.exclude = ["sub/"]
                $0.delete = true
            }
            #expect(report.copied.map(\.key.text) == ["a.tif"])
            #expect(report.deleted.map(\.text) == ["old.tif"])
            #expect(folder.tree("dst") == ["a.tif", "old.pdf", "sub/old.tif"])
        }
    }

    @Test func `a name that is no key fails alone`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/good")
            try folder.file("src/-rf")
            let report = try await sync(folder)
            #expect(report.copied.map(\.key.text) == ["good"])
            #expect(report.failed.map(\.path) == ["-rf"])
        }
    }

    @Test func `an interrupted run stops and leaves whole files only`() async throws {
        try await withTemporaryFolder { folder in
            for index in 0..<12 { try folder.file("src/\(index)", Data(count: 1 << 20)) }
            try folder.file("dst/surplus")
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0.3 { cancellation.cancel() } }
            await #expect(throws: SyncError.cancelled) {
                try await sync(folder, progress: progress) { $0.delete = true }
            }
            let copied = folder.tree("dst").filter { $0 != "surplus" }
            #expect(copied.count < 12)
            for name in copied { #expect(try FileStatus(of: folder("dst/" + name))?.size == 1 << 20) }
            #expect(Path.exists(folder("dst/surplus")))
            #expect(!folder.tree("dst").contains { $0.contains(".canopy-") })
        }
    }

    @Test(arguments: [1, 3, 64])
    func `any number of transfers at once gives the same report`(_ transfers: Int) async throws {
        try await withTemporaryFolder { folder in
            for index in 0..<40 { try folder.file("src/\(index % 5)/\(index)", String(repeating: "x", count: index)) }
            let watch = Watch()
            let report = try await sync(folder, progress: watch.progress) { $0.transfers = transfers }
            #expect(report.copied.count == 40)
            #expect(report.copied.map(\.key) == report.copied.map(\.key).sorted())
            #expect(report.bytes == 780)
            #expect(watch.shares == watch.shares.sorted())
            #expect(watch.shares.last == 1)
        }
    }

    @Test(arguments: [true, false])
    func `stores without local paths are fetched from and stored to`(sourceIsRemote: Bool) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a/b", "text", modified: 1000)
            let local = (source: LocalStore(folder("src")), destination: LocalStore(folder("dst")))
            let source: any Store = sourceIsRemote ? StoreWithoutPaths(store: local.source) : local.source
            let destination: any Store =
                sourceIsRemote ? local.destination : StoreWithoutPaths(store: local.destination)
            for pass in 1...2 {
                let report = try await Sync().run(from: source, to: destination)
                #expect(report.copied.count == (pass == 1 ? 1 : 0))
            }
            #expect(try folder.text("dst/a/b") == "text")
            // Same size, another time, and no hash to tell: copied rather than believed.
            try folder.setTime(of: "src/a/b", 2000)
            #expect(try await Sync().run(from: source, to: destination).copied.map(\.replaced) == [true])
        }
    }

    @Test func `a report is written as JSON and read again`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/a", "a")
            try folder.link("src/nowhere", to: "x")
            let report = try await sync(folder)
            let json = try JSONEncoder().encode(report)
            #expect(try JSONDecoder().decode(Sync.Report.self, from: json) == report)
        }
    }
}
