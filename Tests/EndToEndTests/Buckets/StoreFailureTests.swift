import CanopyTesting
import Foundation
import Testing

/// Services that cannot be used: one sentence each, before anything is moved.
@Suite(.wantsObjectServer) struct StoreFailureTests {
    @Test(arguments: [
        (["S3_ACCESS_KEY": "nobody"], "does not know the access key"),
        (["S3_SECRET_KEY": "wrong"], "the secret key does not belong to the access key"),
        (["S3_BUCKET_INPUT_DATA": "no-such-bucket"], "has no such bucket"),
        (["S3_BUCKET_INPUT_BOUNDARY": "no-such-bucket"], "has no such bucket"),
        (["S3_BUCKET_OUTPUT": "no-such-bucket"], "has no such bucket"),
        (["S3_ENDPOINT": "http://127.0.0.1:1"], "refuses connections"),
    ])
    func `a service that cannot be used is told in one sentence`(
        variables: [String: String], words: String
    ) async throws {
        try await withBucket { bucket in
            try await refusal(bucket, variables, words)
            #expect(try await bucket.objects(in: "").keys.contains { $0.hasPrefix("published") } == false)
        }
    }

    @Test func `an expired certificate is told in one sentence`() async throws {
        try await withBucket { bucket in
            try await TestServer.run("tls", [bucket.folder.path]) { endpoint in
                try await refusal(
                    bucket, ["S3_ENDPOINT": endpoint, "SSL_CERT_FILE": bucket.folder("old.crt")],
                    "is not valid today")
            }
        }
    }

    private func refusal(_ bucket: Bucket, _ variables: [String: String], _ words: String) async throws {
        let outcome = try await bucket.canopy(["postprocess", "--quiet"], variables.mapValues { $0 })
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("canopy postprocess: cannot "))
        #expect(outcome.errors.contains(words))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }
}
