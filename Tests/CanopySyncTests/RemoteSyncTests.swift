import CanopySync
import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// `Sync` where at least one side is remote.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct RemoteSyncTests {
    private func run(
        _ stores: Stores, _ source: String, _ destination: String, progress: Progress = Progress(),
        _ change: (inout Sync.Options) -> Void = { _ in }
    ) async throws -> Sync.Report {
        var options = Sync.Options()
        change(&options)
        return try await Sync(options: options).run(
            .init(from: StoreLocation(source), to: StoreLocation(destination)), with: stores, progress: progress)
    }

    @Test func `many files go to a bucket and come back as they were, and a second run copies none`() async throws {
        let server = try await ObjectServer.running
        let place = "s3://\(try await server.makeBucket())/deep"
        try await withTemporaryFolder { folder in
            for index in 0..<200 {
                try folder.file("src/\(index % 7)/n\(index)", "file \(index)", modified: 1_500_000_000)
            }
            for name in ["e\u{301}", "\u{E9}", " led", "a b", "#x", "日本", "*"] {
                try folder.file("src/odd/" + name, name)
            }
            try folder.file("elsewhere/real", "linked")
            try folder.link("src/link", to: folder("elsewhere/real"))
            let watch = Watch()
            let up = try await run(server.stores(), folder("src"), place, progress: watch.progress)
            #expect(up.failed.isEmpty && up.copied.count == 208 && up.verifications == [.md5])
            #expect(watch.shares == watch.shares.sorted() && watch.shares.last == 1)
            let down = try await run(server.stores(), place, folder("dst"))
            #expect(down.failed.isEmpty && down.copied.count == 208 && down.verifications == [.md5])
            #expect(folder.tree("dst") == folder.tree("src"))
            for name in folder.tree("src") { #expect(try folder.text("dst/" + name) == folder.text("src/" + name)) }
            #expect(try FileStatus(of: folder("dst/0/n0"))?.modified == Timestamp(seconds: 1_500_000_000))
            for (source, destination) in [(folder("src"), place), (place, folder("dst"))] {
                let again = try await run(server.stores(), source, destination)
                #expect(again.copied.isEmpty && again.skipped.count == 208)
            }
        }
    }

    @Test func `what differs in its hash is replaced, what differs in its time only is not`() async throws {
        let server = try await ObjectServer.running
        let place = "s3://\(try await server.makeBucket())"
        try await withTemporaryFolder { folder in
            try folder.file("src/a", "this", modified: 1000)
            try folder.file("src/b", "same", modified: 1000)
            _ = try await run(server.stores(), folder("src"), place)
            try folder.file("src/a", "that", modified: 2000)
            try folder.setTime(of: "src/b", 2000)
            let kept = try await run(server.stores(), folder("src"), place) { $0.ignoreExisting = true }
            #expect(kept.copied.isEmpty)
            let dry = try await run(server.stores(), folder("src"), place) { $0.dryRun = true }
            #expect(dry.copied.map(\.key.text) == ["a"])
            let report = try await run(server.stores(), folder("src"), place)
            #expect(report.copied.map(\.key.text) == ["a"] && report.copied.map(\.replaced) == [true])
            #expect(report.skipped.map(\.key.text) == ["b"])
            _ = try await run(server.stores(), place, folder("dst"))
            #expect(try folder.text("dst/a") == "that")
        }
    }

    @Test func `patterns choose, and only what is asked for is deleted`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            for name in ["old/a.tif", "old/b.tif", "old/c.pdf", "new/a.tif", "new/d.pdf"] {
                try folder.file(name, name)
            }
            _ = try await run(server.stores(), folder("old"), "s3://\(bucket)/x")
            let report = try await run(server.stores(), folder("new"), "s3://\(bucket)/x") {
                $0.include = ["*.tif"]
                $0.delete = true
            }
            #expect(report.copied.map(\.key.text) == ["a.tif"] && report.deleted.map(\.text) == ["b.tif"])
            #expect(try await server.rclone("lsf", "server:\(bucket)/x").output == "a.tif\nc.pdf\n")
        }
    }

    @Test func `a misspelt source is an error and deletes nothing`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            try folder.file("dst/precious")
            let place = try StoreLocation("s3://\(bucket)/mispelt")
            await #expect(throws: SyncError.store(.absent(place))) {
                try await run(server.stores(), place.description, folder("dst")) { $0.delete = true }
            }
            #expect(folder.tree("dst") == ["precious"])
        }
    }

    @Test func `files go between remotes, under other names too`() async throws {
        let server = try await ObjectServer.running
        let buckets = (try await server.makeBucket(), try await server.makeBucket())
        try await withTemporaryFolder { folder in
            try folder.file("src/a/b.tif", "raster", modified: 1_500_000_000)
            try folder.file("src/c", "c")
            let stores = try server.configuredStores(folder, access: true)
            _ = try await run(stores, folder("src"), "s3://\(buckets.0)")
            let trees = try await run(stores, "s3://\(buckets.0)", "cluster:\(buckets.1)/x")
            #expect(trees.failed.isEmpty && trees.copied.count == 2 && trees.verifications == [.md5])
            let again = try await run(stores, "s3://\(buckets.0)", "cluster:\(buckets.1)/x")
            #expect(again.copied.isEmpty)
            let file = try await run(stores, "cluster:\(buckets.1)/x/a/b.tif", "s3://\(buckets.0)/y/renamed.tif")
            #expect(file.copied.map(\.key.text) == ["renamed.tif"])
            _ = try await run(stores, "s3://\(buckets.0)/y/renamed.tif", folder("dst.tif"))
            #expect(try folder.text("dst.tif") == "raster")
            #expect(try FileStatus(of: folder("dst.tif"))?.modified == Timestamp(seconds: 1_500_000_000))
        }
    }

    @Test func `an interrupted run leaves whole files only`() async throws {
        let server = try await ObjectServer.running
        let place = "s3://\(try await server.makeBucket())"
        try await withTemporaryFolder { folder in
            for index in 0..<20 { try folder.file("src/\(index)", Data(count: 2 << 20)) }
            _ = try await run(server.stores(), folder("src"), place)
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { if $0 > 0.1 { cancellation.cancel() } }
            await #expect(throws: SyncError.cancelled) {
                try await run(
                    server.stores(variables: ["RCLONE_BWLIMIT": "1M"]), place, folder("dst"), progress: progress)
            }
            for name in folder.tree("dst") { #expect(try FileStatus(of: folder("dst/" + name))?.size == 2 << 20) }
            #expect(!folder.tree("dst").contains { $0.contains(".canopy-") })
        }
    }
}
