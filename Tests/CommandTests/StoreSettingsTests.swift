import Testing

struct StoreSettingsTests {
    private static let all = [
        "S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "deep-secret",
    ]

    @Test(arguments: [
        ["sync", "s3://bucket/x", "/nonexistent"],
        ["match", "--input", "s3://bucket/x", "--boundaries", "/nonexistent"],
    ])
    func `what S3 needs and is not set is named all at once`(arguments: [String]) async {
        let call = await Call(arguments, variables: ["S3_ACCESS_KEY": "key", "S3_SECRET_KEY": ""])
        #expect(call.code == 1)
        #expect(call.errors.contains("S3_ENDPOINT, S3_SECRET_KEY must be set"))
    }

    @Test func `what a run on S3 lacks is told together with its other problems`() async {
        let call = await Call(["postprocess", "--input", "s3://bucket/x"], variables: ["OUTPUT_MAX_DIM": "none"])
        #expect(call.code == 1)
        for problem in ["S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY must be set", "--boundaries", "OUTPUT_MAX_DIM"] {
            #expect(call.errors.contains(problem))
        }
    }

    @Test func `who uses no S3 has nothing to set`() async {
        let call = await Call(["sync", "/nonexistent/a", "/nonexistent/b"])
        #expect(!call.errors.contains("S3_"))
        #expect(call.errors.contains("'/nonexistent/a'"))
    }

    @Test func `without rclone a remote store is refused, and no secret is shown`() async {
        var variables = Self.all
        variables["PATH"] = "/nonexistent"
        let call = await Call(["sync", "s3://bucket/x", "/nonexistent"], variables: variables)
        #expect(call.code == 1)
        #expect(call.errors.contains("need rclone"))
        #expect(!call.errors.contains("deep-secret"))
    }

    @Test(arguments: ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
    func `a file of certificates that is not there is told with everything else, where there is TLS`(name: String) async
    {
        var variables = Self.all
        variables["S3_ENDPOINT"] = "https://127.0.0.1:1"
        variables[name] = "/nonexistent/ca.crt"
        variables["OUTPUT_MAX_DIM"] = "none"
        let call = await Call(["postprocess", "--input", "s3://bucket/x"], variables: variables)
        #expect(call.code == 1)
        for problem in [
            "\(name) names a file of certificates, '/nonexistent/ca.crt'", "--boundaries", "OUTPUT_MAX_DIM",
        ] {
            #expect(call.errors.contains(problem))
        }
        variables["S3_ENDPOINT"] = "http://127.0.0.1:1"
        let plain = await Call(["postprocess", "--input", "s3://bucket/x"], variables: variables)
        #expect(!plain.errors.contains("certificates"))
    }
}
