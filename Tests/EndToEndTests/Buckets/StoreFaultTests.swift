import CanopyTesting
import Foundation
import Raster
import Testing

/// Stores that fail now and then, and names that not everything can carry.
@Suite(.wantsObjectServer) struct StoreFaultTests {
    /// Publishes the missions through a network with a flaw, and gives what was said.
    private func publish(
        _ bucket: Bucket, _ flaw: [String], _ others: [String: String?] = [:]
    ) async throws -> Binary.Outcome {
        let port = try #require(bucket.server.endpoint.split(separator: ":").last).description
        return try await TestServer.run("flaw", [port] + flaw) { endpoint in
            try await bucket.postprocess(others.merging(["S3_ENDPOINT": endpoint]) { $1 })
        }
    }

    @Test(arguments: [["busy", "reset", "absent"], ["broken", "short", "empty"]])
    func `a mission is published though every twentieth request fails`(kinds: [String]) async throws {
        try await withBucket { bucket in
            let outcome = try await publish(bucket, ["every", "20"] + kinds, ["DATASET_NAME": "01_example-ridge"])
            #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
            let folder = "published/example-ridge/processed_01"
            let manifest = try #require(try await bucket.manifest(in: folder))
            #expect(manifest.status == "succeeded")
            let objects = try await bucket.objects(in: folder)
            #expect(objects.count == manifest.outputs.count + 1)
            for output in manifest.outputs { #expect(objects[output.path]?.md5 == output.md5) }
        }
    }

    @Test func `a product whose name has a line break is told of, and the mission is published without it`()
        async throws
    {
        try await withBucket { bucket in
            let mission = "runs/01_example-ridge"
            try await bucket.put("a", as: mission + "/01_example-ridge_a\nb.txt")
            try await bucket.put("c", as: mission + "/01_example-ridge_c;\u{2028}#.txt")
            let outcome = try await bucket.postprocess(["DATASET_NAME": "01_example-ridge"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("01_example-ridge: warning: "))
            #expect(outcome.output.contains("has a name that has a control character in it"))
            #expect(!outcome.output.contains("\u{2028}") && !outcome.errors.contains("\u{2028}"))
            let names = try await bucket.objects(in: "published/example-ridge/processed_01/full").keys
            #expect(names.contains("01_example-ridge_c;\u{2028}#.txt"))
            #expect(!names.contains { $0.contains("_a") })
        }
    }

    @Test func `a resumed run says why it does a mission again`() async throws {
        try await withBucket { bucket in
            let one: [String: String?] = ["DATASET_NAME": "01_example-ridge", "SKIP_IF_COMPLETE": "true"]
            #expect(try await bucket.postprocess(one).status == 0)
            let smaller = try await bucket.postprocess(one.merging(["OUTPUT_MAX_DIM": "70"]) { $1 })
            #expect(
                smaller.errors.contains("01_example-ridge: is done again, because it was published with other options"))
            try await bucket.put("{", as: "published/example-ridge/processed_01/manifest.json")
            let damaged = try await bucket.postprocess(one)
            #expect(damaged.errors.contains("is done again, because its manifest could not be read: it is damaged"))
        }
    }
}
