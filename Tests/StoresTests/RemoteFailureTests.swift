import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// What a remote store says when it does not work.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct RemoteFailureTests {
    private func cause(_ stores: Stores, _ place: String) async throws -> RemoteFailure.Cause? {
        let location = try StoreLocation(place)
        do throws(StoreError) {
            _ = try await stores.open(location).list(nil, depth: 1, progress: Progress())
        } catch {
            let text = error.description
            #expect(text.contains(place))
            #expect(!text.contains("test-secret-key"))
            guard case .remote(let failure) = error else { throw error }
            return failure.cause
        }
        return nil
    }

    @Test func `a wrong key and a wrong secret are told apart`() async throws {
        let server = try await ObjectServer.running
        let place = "s3://\(try await server.makeBucket())"
        #expect(try await cause(server.stores(), place) == nil)
        #expect(try await cause(server.stores(secretKey: "another"), place) == .wrongSecret)
        let stranger = S3Access(endpoint: server.endpoint, accessKey: "stranger", secretKey: server.secretKey)
        #expect(try await cause(Stores(s3: stranger), place) == .unknownKey)
    }

    @Test(arguments: ["endless", "foreign", "vast", "deep", "entities", "cut", "another"])
    func `a listing that is none is not taken for one`(_ kind: String) async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        let port = try #require(server.endpoint.split(separator: ":").last.map(String.init))
        try await withTemporaryFolder { folder in
            let file = try folder.file("file", "text")
            for name in ["one", "sub/two"] {
                #expect(try await server.rclone("copyto", file, "server:\(bucket)/top/\(name)").status == 0)
            }
            try await TestServer.run("flaw", [port, "lists", kind]) { endpoint in
                let store = try await server.stores(endpoint).open(StoreLocation("s3://\(bucket)/top"))
                for depth in [1, 2, Int.max] {
                    let listing = try await store.list(nil, depth: depth, progress: Progress())
                    #expect(listing.files.map(\.key.text) == (depth == 1 ? ["one"] : ["one", "sub/two"]))
                    #expect(listing.files.allSatisfy { $0.size == 4 && $0.md5 != nil })
                }
                #expect(try await store.stat(StoreKey("sub")) == .folder)
            }
        }
    }

    @Test func `more files than a page of a listing has are all told, with what their owner noted down`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            for number in 0..<1_100 {
                let text = "\(number)"
                let path = try folder.file("files/\(number % 2 == 0 ? "a" : "b c&é")/\(text)", text)
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 + Double(number))], ofItemAtPath: path
                )
            }
            #expect(
                try await server.rclone("copy", "--transfers", "16", folder("files"), "server:\(bucket)/top").status
                    == 0)
            let store = try await server.stores().open(StoreLocation("s3://\(bucket)/top"))
            for depth in [2, Int.max] {
                let listing = try await store.list(nil, depth: depth, progress: Progress())
                #expect(listing.folders.map(\.text) == ["a", "b c&é"])
                #expect(listing.files.count == 1_100)
                for file in listing.files {
                    let number = try #require(Int(file.key.name))
                    #expect(file.size == file.key.name.utf8.count)
                    #expect(file.modified == Timestamp(seconds: 1_700_000_000 + number))
                    #expect(try file.md5 == Checksum.md5(of: Array(file.key.name.utf8)))
                }
            }
        }
    }

    @Test func `a bucket that is not there is named and never made`() async throws {
        let server = try await ObjectServer.running
        let bucket = "test-absent-\(UUID().uuidString.lowercased())"
        let store = try await server.stores().open(StoreLocation("s3://\(bucket)/folder"))
        let key = try StoreKey("key")
        try await withTemporaryFolder { folder in
            let file = try folder.file("file", "text")
            let attempts: [() async throws -> Void] = [
                { _ = try await store.list(nil, depth: .max, progress: Progress()) },
                { _ = try await store.stat(key) },
                { _ = try await store.files(at: [key], progress: Progress()).map { try $0.get() } },
                { _ = try await store.fetch(key, to: folder("out"), progress: Progress()) },
                { _ = try await store.store(file, as: key, replacing: true, progress: Progress()) },
                { _ = try await store.store(file, as: key, replacing: false, progress: Progress()) },
            ]
            for attempt in attempts {
                let error = await #expect(throws: StoreError.self) { try await attempt() }
                guard case .remote(let failure) = error else { throw try #require(error) }
                #expect(failure.cause == .noBucket)
                #expect(failure.description.contains(bucket))
            }
        }
        #expect(try await server.rclone("lsd", "server:").output.contains(bucket) == false)
    }

    @Test func `a port where nothing listens refuses, and a host that does not exist is unknown`() async throws {
        let server = try await ObjectServer.running
        let port = try Port()
        #expect(try await cause(server.stores("http://127.0.0.1:\(port.number)"), "s3://bucket/x") == .refused)
        #expect(try await cause(server.stores("http://canopy.invalid"), "s3://bucket/x") == .unknownHost)
    }

    @Test func `a server that takes connections and stays mute is given up`() async throws {
        let port = try Port()
        try port.listen()
        let access = S3Access(endpoint: "http://127.0.0.1:\(port.number)", accessKey: "key", secretKey: "secret")
        let stores = Stores(s3: access, idleTimeout: .seconds(1))
        #expect(try await cause(stores, "s3://bucket/x") == .mute)
        try await withTemporaryFolder { folder in
            let file = try folder.file("file", "text")
            let store = try await stores.open(StoreLocation("s3://bucket/x"))
            let error = await #expect(throws: StoreError.self) {
                try await store.store(file, as: StoreKey("key"), replacing: true, progress: Progress())
            }
            guard case .remote(let failure) = error else { throw try #require(error) }
            #expect(failure.cause == .mute)
        }
    }

    @Test(arguments: ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
    func `an authority that variables name is trusted`(variable: String) async throws {
        let server = try await ObjectServer.running
        let place = "s3://\(try await server.makeBucket())"
        var variables: [String: String?] = ["AWS_CA_BUNDLE": nil]
        variables[variable] = server.certificate
        #expect(try await cause(server.stores(server.secureEndpoint, variables: variables), place) == nil)
    }

    @Test func `certificates of nobody, expired ones and none at all are told apart`() async throws {
        let server = try await ObjectServer.running
        #expect(try await cause(server.stores(server.secureEndpoint), "s3://bucket/x") == .unknownAuthority)
        let plain = server.endpoint.replacing("http://", with: "https://")
        #expect(try await cause(server.stores(plain), "s3://bucket/x") == .noTLS)
        try await withTemporaryFolder { folder in
            try await TestServer.run("tls", [folder.path]) { endpoint in
                let variables = ["AWS_CA_BUNDLE": nil, "SSL_CERT_FILE": folder("old.crt")]
                let stores = server.stores(endpoint, variables: variables)
                let found = try await cause(stores, "s3://bucket/x")
                #expect(found == .expiredCertificate)
            }
        }
    }

    @Test func `a folder that cannot be looked at costs that folder`() async throws {
        let port = try Port()
        try await withTemporaryFolder { folder in
            try folder.file("one/file", "1")
            let configuration = try folder.file(
                "rclone.conf",
                """
                [dead]
                type = s3
                endpoint = http://127.0.0.1:\(port.number)
                access_key_id = key
                secret_access_key = secret
                [both]
                type = combine
                upstreams = one=\(folder("one")) other=dead:bucket
                """)
            let variables = ProcessInfo.processInfo.environment.with(["RCLONE_CONFIG": configuration])
            let store = try await Stores(variables: variables).open(StoreLocation("both:"))
            let listing = try await store.list(nil, depth: 2, progress: Progress())
            #expect(listing.files.map(\.key.text) == ["one/file"])
            #expect(listing.folders.map(\.text) == ["one", "other"])
            #expect(listing.problems.map(\.path) == ["other"])
            #expect(listing.problems.first?.reason.contains("refuses connections") == true)
            let files = await store.files(
                at: [try StoreKey("other/file"), try StoreKey("one/file")], progress: Progress())
            #expect(throws: StoreError.self) { try files[0].get() }
            #expect(try files[1].get()?.size == 1)
        }
    }

    @Test func `a remote that rclone does not have is named`() async throws {
        let stores = Stores(variables: ProcessInfo.processInfo.environment.with(["RCLONE_CONFIG": "/dev/null"]))
        #expect(try await cause(stores, "nowhere:x") == .noRemote)
    }

    @Test func `keys in an address are not shown`() async throws {
        let port = try Port()
        let access = S3Access(
            endpoint: "http://user:pass@127.0.0.1:\(port.number)", accessKey: "key", secretKey: "deep-secret")
        let error = await #expect(throws: StoreError.self) {
            try await Stores(s3: access).open(StoreLocation("s3://bucket/x")).stat(StoreKey("key"))
        }
        let text = try #require(error).description
        #expect(text.contains("http://****@127.0.0.1"))
        var dumped = ""
        dump(access, to: &dumped)
        for shown in [text, "\(access)", String(reflecting: access), dumped] {
            #expect(!shown.contains("pass@") && !shown.contains("deep-secret"))
        }
    }
}

struct RemoteSetUpTests {
    @Test func `a store on S3 needs access, and only it does`() async throws {
        let place = try StoreLocation("s3://bucket/x")
        await #expect(throws: StoreError.noAccess(place)) { try await Stores().open(place) }
    }

    @Test func `without rclone remote stores are refused, and others open`() async throws {
        let stores = Stores(variables: ["PATH": "/nonexistent"])
        await #expect(throws: StoreError.rclone(.missing)) { try await stores.open(StoreLocation("remote:x")) }
        #expect(try await stores.open(StoreLocation("/folder")).localPath(of: StoreKey("x")) == "/folder/x")
    }

    @Test(arguments: [
        ("echo 'rclone v1.59.2'", RcloneProblem.old("1.59.2")), ("echo nothing", nil), ("exit 1", nil),
    ])
    func `an old or broken rclone is refused`(script: String, problem: RcloneProblem?) async throws {
        try await withTemporaryFolder { folder in
            try folder.script("rclone", script)
            let error = await #expect(throws: StoreError.self) {
                try await Stores(variables: ["PATH": folder.path]).open(StoreLocation("remote:x"))
            }
            guard case .rclone(let found) = error else { throw try #require(error) }
            if let problem { #expect(found == problem) }
            #expect(found.description.contains("rclone"))
        }
    }

    @Test func `an rclone that does not heed SIGTERM is killed`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script(
                "rclone",
                """
                [ "$1" = version ] && { echo rclone v1.60.1; exit; }
                trap '' TERM
                echo $$ > '\(folder("started"))'
                while :; do read -r line < '\(folder("pipe"))'; done
                """)
            #expect(mkfifo(folder("pipe"), 0o600) == 0)
            let access = S3Access(endpoint: "http://127.0.0.1:1", accessKey: "key", secretKey: "secret")
            let store = try await Stores(s3: access, variables: ["PATH": folder.path])
                .open(StoreLocation("s3://bucket/x"))
            let cancellation = Cancellation()
            let listing = Task {
                try await store.list(nil, depth: .max, progress: Progress(cancellation: cancellation))
            }
            while try FileStatus(of: folder("started"))?.size ?? 0 == 0 { try await Task.sleep(for: .milliseconds(20)) }
            cancellation.cancel()
            await #expect(throws: StoreError.cancelled) { try await listing.value }
            let process = try #require(Int32(folder.text("started").trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(kill(process, 0) == -1)
        }
    }
}
