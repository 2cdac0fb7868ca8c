import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// The region for which requests are signed.
@Suite struct RegionTests {
    @Test(arguments: [
        ("https://s3.eu-central-1.amazonaws.com", "eu-central-1"),
        ("s3.us-gov-west-1.amazonaws.com:443", "us-gov-west-1"),
        ("https://s3.us-west-004.backblazeb2.com", "us-west-004"),
        ("https://s3.dualstack.us-east-2.amazonaws.com", "us-east-2"),
        ("https://s3.amazonaws.com", ""), ("https://s3.eu-central-1.amazonaws.com.invalid", ""),
        ("http://127.0.0.1:1", ""),
    ])
    func `an address that names the region is enough`(endpoint: String, region: String) async throws {
        try await withTemporaryFolder { folder in
            // Nothing but rclone is to be asked, and this one only writes down what it is told.
            try folder.script(
                "rclone",
                """
                case "$1" in
                version) echo rclone v1.60.1;;
                *) printf %s "$RCLONE_CONFIG_CANOPY_REGION" > '\(folder.path)/region'; echo '[]';;
                esac
                """)
            let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            let access = S3Access(endpoint: endpoint, accessKey: "key", secretKey: "secret")
            let variables = ["PATH": path, "HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"]
            let store = try await Stores(s3: access, variables: variables).open(StoreLocation("s3://bucket"))
            #expect(try await store.list(nil, depth: 1, progress: Progress()).files.isEmpty)
            #expect(try String(contentsOfFile: folder("region"), encoding: .utf8) == region)
        }
    }
}
