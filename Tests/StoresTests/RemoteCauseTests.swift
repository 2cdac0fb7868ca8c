import Testing

@testable import Stores

struct RemoteCauseTests {
    @Test(arguments: [
        ("Failed to copy: SignatureDoesNotMatch: status code: 403, request id: tx0", RemoteFailure.Cause.wrongSecret),
        ("InvalidAccessKeyId: status code: 403", .unknownKey),
        ("AccessDenied: status code: 403", .denied),
        ("Forbidden: Forbidden status code: 403", .denied),
        ("RequestTimeTooSkewed: status code: 403", .wrongClock),
        ("NoSuchBucket: status code: 404", .noBucket),
        ("QuotaExceeded: status code: 403", .full),
        ("Failed to copy: s3 upload: 507 Insufficient Storage", .full),
        ("x509: certificate has expired or is not yet valid: current time", .expiredCertificate),
        ("x509: certificate signed by unknown authority", .unknownAuthority),
        ("x509: certificate is valid for a.org, not b.org", .certificate),
        ("http: server gave HTTP response to HTTPS client", .noTLS),
        ("dial tcp 127.0.0.1:1: connect: connection refused", .refused),
        ("dial tcp: lookup a.invalid on 10.0.0.1:53: no such host", .unknownHost),
        ("dial tcp 10.1.2.3:443: i/o timeout", .unreachable),
        ("read tcp 127.0.0.1:2->127.0.0.1:1: i/o timeout", .mute),
        ("net/http: timeout awaiting response headers", .mute),
        ("corrupted on transfer: md5 hash differ \"a\" vs \"b\"", .corrupted),
        ("ServiceUnavailable: status code: 503", .temporary),
        ("read: connection reset by peer", .temporary),
        ("NotImplemented: A header implies functionality that is not there: status code: 501", .unsupported),
        ("write /data/x: no space left on device", .diskFull),
        ("didn't find section in config file", .noRemote),
        ("something that nobody has seen yet", .other),
        // What a file is called is no sign.
        ("Get \"http://host/bucket/AccessDenied-x509.tif\": unexpected EOF", .temporary),
    ])
    func `rclone's words are understood`(words: String, cause: RemoteFailure.Cause) {
        #expect(RemoteFailure.Cause(words) == cause)
    }

    @Test func `every cause is a sentence of its own that says where and what to do`() throws {
        let location = try StoreLocation("s3://bucket/x")
        let texts = RemoteFailure.Cause.allCases.map {
            RemoteFailure(cause: $0, location: location, service: "https://host", detail: "words").description
        }
        #expect(Set(texts).count == texts.count)
        for text in texts {
            #expect(text.contains("'s3://bucket/x'"))
            #expect(text.contains("; "))
        }
    }

    @Test(arguments: [
        (#"{"level":"info","msg":"Copied (new)","object":"a/b.tif"}"#, RcloneEvent.copied("a/b.tif", byService: false)),
        (#"{"level":"info","msg":"Copied (replaced existing)","object":"a"}"#, .copied("a", byService: false)),
        (#"{"level":"info","msg":"Multi-thread Copied (new)","object":"a"}"#, .copied("a", byService: false)),
        (#"{"level":"info","msg":"Copied (server-side copy) to: b","object":"a"}"#, .copied("a", byService: true)),
        (#"{"level":"info","msg":"Deleted","object":"a"}"#, .deleted("a")),
        (
            #"{"level":"error","msg":"Failed to copy: E: \n\tstatus","object":"a"}"#,
            .failed("a", reason: "Failed to copy: E: status")
        ),
        (#"{"level":"error","msg":"error listing: x","object":""}"#, .said("error listing: x")),
        (#"{"level":"warning","msg":"\nTransferred: 1","stats":{"bytes":17,"speed":0.5}}"#, .moved(bytes: 17)),
        ("2026/11/23 17:39:43 Failed to lsjson: directory not found", .said("Failed to lsjson: directory not found")),
    ])
    func `lines of rclone's log are understood`(line: String, event: RcloneEvent) {
        #expect(RcloneEvent(line) == event)
    }

    @Test(arguments: [
        "", #"{"level":"info","msg":"There was nothing to transfer"}"#, #"{"level":"warning","msg":"x"}"#,
    ])
    func `other lines mean nothing`(line: String) { #expect(RcloneEvent(line) == nil) }

    @Test(arguments: [(0, 190), (1, 90), (999 << 20, 90), (1000 << 20, 190)])
    func `a transfer may be silent for longer before its first byte and after its last`(moved: Int, seconds: Int) {
        let idleTimeout = Rclone.IdleTimeout(.seconds(90), bytes: 1000 << 20)
        #expect(idleTimeout.limit(after: moved) == .seconds(seconds))
    }
}
