import CanopyTesting
import Foundation
import Testing

/// Signals while files are on their way to or from a bucket.
@Suite(.wantsObjectServer) struct StoreInterruptionTests {
    private let mission = "01_example-ridge"
    private let large = "runs/01_example-ridge/01_example-ridge_points-copc.laz"
    /// A pace at which transfers can be met on their way, and uploads in parts.
    private let slowly: [String: String?] = [
        "DATASET_NAME": "01_example-ridge", "SKIP_IF_COMPLETE": "true", "RCLONE_BWLIMIT": "1M",
        "RCLONE_CONFIG_CANOPY_UPLOAD_CUTOFF": "5Mi", "RCLONE_CONFIG_CANOPY_CHUNK_SIZE": "5Mi",
        "RCLONE_CONFIG_CANOPY_UPLOAD_CONCURRENCY": "1",
    ]
    /// Runs the tool and sends it SIGTERM once the command that the arguments are succeeds. The shell becomes
    /// the run, whose number is then still $$: signals do not reach what a shell puts behind it.
    private let line = """
        (
            until "$@" > seen 2>&1; do kill -0 $$; sleep 0.05; done
            kill -TERM $$
        ) &
        exec canopy postprocess
        """

    /// Gives `body` a bucket with one file that takes a while, and passes through this machine: the service has no MD5 of
    /// it, so that it cannot be had to copy it by itself.
    private func withLargeMission(_ body: (Bucket) async throws -> Void) async throws {
        try await withBucket { bucket in
            let file = try bucket.folder.file("large")
            try FileHandle(forWritingTo: URL(filePath: file)).truncate(atOffset: 12 << 20)
            try await bucket.rclone(
                "copyto", file, bucket.remote(large), "--s3-upload-cutoff", "5Mi", "--s3-chunk-size", "5Mi",
                "--s3-disable-checksum")
            try await body(bucket)
        }
    }

    private func uploads(_ bucket: Bucket) async throws -> [String: [String]] {
        struct Upload: Decodable { let Key: String }
        let list = try await bucket.rclone("backend", "list-multipart-uploads", "server:" + bucket.name)
        return try JSONDecoder().decode([String: [Upload]].self, from: Data(list.utf8)).mapValues { $0.map(\.Key) }
    }

    /// What holds after every interruption; then a resumed run completes what was interrupted.
    private func expectNothingHalfDone(_ outcome: Binary.Outcome, _ bucket: Bucket) async throws {
        #expect(outcome.status == 143, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(try await uploads(bucket) == [bucket.name: []])
        let objects = try await bucket.objects(in: "published")
        #expect(!objects.keys.contains { $0.hasSuffix(".laz") || $0.hasSuffix("manifest.json") })
        #expect(try files(in: bucket.folder("work")) == [])

        let again = try await bucket.postprocess(slowly.merging(["RCLONE_BWLIMIT": nil]) { $1 })
        #expect(again.status == 0, "\(again.errors)")
        let folder = "published/example-ridge/processed_01"
        let manifest = try #require(try await bucket.manifest(in: folder))
        let published = try await bucket.objects(in: folder)
        #expect(manifest.outputs.count == 11 && published.count == 12)
        for output in manifest.outputs { #expect(published[output.path]?.md5 == output.md5) }
    }

    @Test func `a signal during an upload leaves no parts of a file, and no file under its name`() async throws {
        try await withLargeMission { bucket in
            let look = """
                rclone backend list-multipart-uploads "$0" | grep -q Key
                """
            let outcome = try await bucket.shell(
                line, ["/bin/sh", "-c", look, "server:" + bucket.name],
                slowly.merging(bucket.server.rcloneVariables) { $1 })
            try await expectNothingHalfDone(outcome, bucket)
        }
    }

    @Test func `a signal during a download leaves nothing in the working directory`() async throws {
        try await withLargeMission { bucket in
            // rclone gives a file its size before its bytes.
            let look = "find work -name '*.laz' -size +10M | grep -q ."
            let outcome = try await bucket.shell(line, ["/bin/sh", "-c", look], slowly)
            try await expectNothingHalfDone(outcome, bucket)
            #expect(try files(in: bucket.folder.path).filter { $0.hasSuffix(".laz") } == [])
        }
    }
}
