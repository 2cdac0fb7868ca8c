import CanopyTesting
import Foundation
import Testing

/// Several processes, as a cluster starts them, in one working directory.
@Suite(.wantsObjectServer) struct SharedWorkingDirectoryTests {
    @Test func `processes with different missions do not disturb each other`() async throws {
        let line = """
            DATASET_NAME=01_example-ridge canopy postprocess > first.log 2>&1 & first=$!
            DATASET_NAME=02_example-ridge canopy postprocess > second.log 2>&1 && second=0 || second=$?
            wait $first
            exit $second
            """
        try await withBucket { bucket in
            let outcome = try await bucket.shell(line)
            #expect(outcome.status == 0)
            for run in ["processed_01", "processed_02"] {
                let folder = "published/example-ridge/" + run
                let manifest = try #require(try await bucket.manifest(in: folder))
                let objects = try await bucket.objects(in: folder)
                #expect(manifest.status == "succeeded" && objects.count == 12)
                for output in manifest.outputs { #expect(objects[output.path]?.md5 == output.md5) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: bucket.folder("work")) == [])
        }
    }

    @Test func `who comes second for a mission says who is at it, and leaves its files alone`() async throws {
        let line = """
            export DATASET_NAME=01_example-ridge
            canopy postprocess > first.log 2>&1 & first=$!
            until [ -n "$(find work -name '*.tif' 2> find.log)" ]; do kill -0 $first; sleep 0.01; done
            kill -STOP $first
            canopy postprocess && status=0 || status=$?
            kill -CONT $first
            wait $first
            echo "process $first"
            exit $status
            """
        try await withBucket { bucket in
            let second = try await bucket.shell(line)
            #expect(second.status == 1)
            let first = try #require(second.output.split(separator: "\n").last)
            #expect(second.output.contains("01_example-ridge: error: it is being processed by \(first) on "))
            #expect(second.output.contains("; wait for that to end, and try again\n"))
            #expect(try await bucket.manifest(in: "published/example-ridge/processed_01")?.status == "succeeded")
            #expect(try FileManager.default.contentsOfDirectory(atPath: bucket.folder("work")) == [])
        }
    }
}
