import CanopyTesting
import Diagnostics
import Foundation
import Testing

@testable import Stores

/// Uploads that nobody finishes, whose parts a bucket keeps unseen.
@Suite(.enabled(if: ObjectServer.isInstalled, "no Ceph object gateway or no rclone is installed"))
struct UnfinishedUploadTests {
    private func uploads(_ server: ObjectServer, _ bucket: String) async throws -> Set<String> {
        let list = try await server.rclone("backend", "list-multipart-uploads", "server:" + bucket).output
        return Set(list.matches(of: #/"Key": "([^"]+)"/#).map { String($0.1) })
    }

    /// Begins an upload in parts and leaves it to itself.
    private func begin(_ key: String, _ server: ObjectServer, _ bucket: String, _ file: String) async throws {
        let outcome = try await Binary(path: "/usr/bin/rclone").run(
            [
                "copyto", file, "server:\(bucket)/\(key)", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M",
                "--s3-upload-concurrency", "1", "--bwlimit", "500k",
            ], variables: server.rcloneVariables
        ) { running in
            while try await !uploads(server, bucket).contains(key) { try await Task.sleep(for: .milliseconds(50)) }
            try running.send(SIGKILL)
        }
        try #require(outcome.status == -SIGKILL)
    }

    @Test func `unfinished uploads to a folder end once they are old, and those beside it stay`() async throws {
        let server = try #require(try await ObjectServer.shared)
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            let file = folder("large")
            // At its pace it takes minutes, which are not spent: it is met on its way, however busy the machine is.
            try Data(count: 100 << 20).write(to: URL(filePath: file))
            let (ours, others) = ("out/oak/processed_01/full/a.laz", "out/oak/processed_011/full/a.laz")
            for key in [ours, others] { try await begin(key, server, bucket, file) }

            let access = S3Access(
                endpoint: server.endpoint, accessKey: server.accessKey, secretKey: server.secretKey, provider: "Ceph")
            let store = try await Stores(s3: access).open(StoreLocation("s3://\(bucket)/out"))
            let mission = try StoreKey("oak/processed_01")
            try await store.abortUploads(in: mission, olderThan: .seconds(3600), progress: Progress())
            #expect(try await uploads(server, bucket) == [ours, others])
            try await store.abortUploads(in: mission, olderThan: .zero, progress: Progress())
            #expect(try await uploads(server, bucket) == [others])

            // rclone would take these along with those in 'full'.
            let beside = "out/oak/processed_01/full-2/a.laz"
            try await begin(beside, server, bucket, file)
            try await begin(ours, server, bucket, file)
            await #expect(throws: StoreError.self) {
                try await store.abortUploads(
                    in: StoreKey("oak/processed_01/full"), olderThan: .zero, progress: Progress())
            }
            #expect(try await uploads(server, bucket) == [ours, beside, others])
        }
    }
}
