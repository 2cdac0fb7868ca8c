import CanopyTesting
import Foundation
import Testing

/// Items and catalogs in a bucket.
@Suite(.wantsObjectServer) struct ObjectCatalogTests {
    @Test func `missions of a bucket are published with items, of which a catalog is made there`() async throws {
        try await withBucket { bucket in
            let stac: [String: String?] = [
                "CANOPY_STAC": "true", "CANOPY_DATETIME": "2023-06-01", "DATASET_NAME": "01_example-ridge",
            ]
            let outcome = try await bucket.postprocess(stac)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let folder = "example-ridge/processed_01"
            let item = "\(folder)/01_example-ridge.json"
            let first = try #require(try await bucket.objects(in: "published")[item])
            let manifest = try #require(try await bucket.manifest(in: "published/" + folder))
            #expect(manifest.outputs.first { $0.path == "01_example-ridge.json" }?.md5 == first.md5)

            let store = "s3://\(bucket.name)/published"
            let collected = try await bucket.canopy(["stac", "collect", store, "-o", store])
            #expect(collected.status == 0, "\(collected.errors)")
            let documents = try await bucket.objects(in: "published").keys.filter { !$0.contains("/") }.sorted()
            #expect(documents == ["catalog.json", "collection.json"])
            let again = try await bucket.canopy(["stac", "collect", store, "-o", store])
            #expect(again.status == 1 && again.errors.contains("--overwrite"))

            // No word of the store is in what is published.
            try await bucket.rclone("copy", bucket.remote("published"), bucket.folder("copy"), "--include", "*.json")
            for name in [item, "collection.json", "catalog.json"] {
                let text = try String(contentsOfFile: bucket.folder("copy/\(name)"), encoding: .utf8)
                #expect(!text.contains(bucket.name) && !text.contains(bucket.server.endpoint) && !text.contains("/tmp"))
            }

            // Where it is not asked for any more, it goes with the manifest that it belongs to.
            let without = try await bucket.postprocess(stac.merging(["CANOPY_STAC": "false"]) { $1 })
            #expect(without.status == 0 && !without.output.contains("warning"), "\(without.output)")
            #expect(try await bucket.objects(in: "published")[item] == nil)
        }
    }
}
