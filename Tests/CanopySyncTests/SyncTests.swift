import CanopySync
import CanopyTesting
import Files
import Foundation
import Testing

struct SyncTests {
    private func sync(
        _ folder: TemporaryFolder, from source: String = "src", to destination: String = "dst",
        progress: Progress = Progress(), _ change: (inout Sync.Options) -> Void = { _ in }
    ) async throws -> Sync.Report {
        var options = Sync.Options()
        change(&options)
        return try await Sync(options).run(
            from: StoreLocation(folder(source)), to: StoreLocation(folder(destination)), progress: progress)
    }

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
            #expect(report.copied.map(\.size) == [4])
            #expect(report.deleted.isEmpty)
            #expect(try folder.text(place) == "text")
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

    @Test func `a name that is no key fails alone`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("src/good")
            try folder.file("src/-rf")
            let report = try await sync(folder)
            #expect(report.copied.map(\.key.text) == ["good"])
            #expect(report.failed.map(\.path) == ["-rf"])
        }
    }

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

    @Test(arguments: [("s3://bucket/x", "dst"), ("src", "remote:x")])
    func `a remote store is refused`(source: String, destination: String) async throws {
        let error = await #expect(throws: SyncError.self) {
            try await Sync().run(from: StoreLocation(source), to: StoreLocation(destination))
        }
        let remote = try StoreLocation(source.contains(":") ? source : destination)
        #expect(error == .store(.remote(remote)))
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
