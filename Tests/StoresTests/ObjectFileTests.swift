import CanopyTesting
import Diagnostics
import Files
import Foundation
import Stores
import Testing

/// Objects of which parts are read where they lie.
@Suite(.enabled(if: ObjectServer.isInstalled)) struct ObjectFileTests {
    private static let size = (9 << 20) + 17

    /// Bytes of which no two places have the same ones.
    private static let content = {
        var generator = SeededGenerator(seed: 7)
        return (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }()

    /// Gives `body` the server, a bucket with an object of this key, and the object's bytes.
    private func withObject(
        _ key: String = "some/where/object.bin", _ content: [UInt8] = content,
        _ body: (ObjectServer, _ place: StoreLocation, _ object: String) async throws -> Void
    ) async throws {
        let server = try await ObjectServer.running
        try await withTemporaryFolder { folder in
            let bucket = try await server.makeBucket()
            let file = try folder.file("object", Data(content))
            try await put(file, "server:\(bucket)/\(key)", server)
            try await body(server, StoreLocation("s3://\(bucket)/\(key)"), "server:\(bucket)/\(key)")
        }
    }

    private func put(_ file: String, _ object: String, _ server: ObjectServer) async throws {
        #expect(try await server.rclone("copyto", "--ignore-times", file, object).status == 0)
    }

    @Test func `any ranges come as they were stored`() async throws {
        try await withObject { server, place, _ in
            let object = try await server.stores().object(at: place)
            #expect(object.size == Self.size)
            #expect(object.name == place.description)
            let ranges = [
                0..<1, 0..<Self.size, Self.size - 1..<Self.size, 5..<5, 100..<40_000, 16_383..<16_385,
                5 << 20..<9 << 20, 5 << 20..<(5 << 20) + 100, (5 << 20) + 108..<(5 << 20) + 208,
                1 << 20..<(1 << 20) + 1,
            ]
            let all = try object.bytes(in: ranges)
            for (bytes, range) in zip(all, ranges) { #expect(bytes == Array(Self.content[range])) }
            for range in ranges { #expect(try object.bytes(in: range) == Array(Self.content[range])) }
        }
    }

    @Test func `many threads read one object at once`() async throws {
        try await withObject { server, place, _ in
            let object = try await server.stores().object(at: place)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let start = number * 300_001
                        let range = start..<start + 300_001
                        let bytes = try object.bytes(in: [range])[0]
                        #expect(bytes == Array(Self.content[range]))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: ["a b+c", "ü/é~(1)", "k=v&x;y,z", "100%/%2F", "quo'te\"d", "q?#frag", "a:b@c"])
    func `odd names are names like any other`(_ key: String) async throws {
        try await withObject(key, Array("forest".utf8)) { server, place, _ in
            let object = try await server.stores().object(at: place)
            #expect(try object.bytes(in: 0..<object.size) == Array("forest".utf8))
        }
    }

    @Test func `an empty object has no bytes`() async throws {
        try await withObject("empty", []) { server, place, _ in
            let object = try await server.stores().object(at: place)
            #expect(object.size == 0)
        }
    }

    @Test func `what is replaced or removed meanwhile is an error, and never a mixture`() async throws {
        try await withObject { server, place, name in
            let object = try await server.stores().object(at: place)
            try await withTemporaryFolder { folder in
                let other = try folder.file("other", Data(Self.content.reversed()))
                try await put(other, name, server)
                let replaced = #expect(throws: ReadingError.self) { try object.bytes(in: 100_000..<200_000) }
                #expect(replaced?.description.contains("was replaced or removed while it was read") == true)
                let again = try await server.stores().object(at: place)
                #expect(try await server.rclone("deletefile", name).status == 0)
                let removed = #expect(throws: ReadingError.self) { try again.bytes(in: 100_000..<200_000) }
                #expect(removed?.description.contains("was replaced or removed while it was read") == true)
            }
        }
    }

    private func error(_ stores: Stores, _ place: StoreLocation) async throws -> StoreError? {
        do throws(StoreError) {
            _ = try await stores.object(at: place)
            return nil
        } catch {
            #expect(error.description.contains("'\(place)'"))
            #expect(!error.description.contains("test-secret-key"))
            return error
        }
    }

    private func cause(_ stores: Stores, _ place: StoreLocation) async throws -> RemoteFailure.Cause? {
        guard case .remote(let failure) = try await error(stores, place) else { return nil }
        return failure.cause
    }

    @Test func `what keeps an object from being opened is told apart`() async throws {
        try await withObject { server, place, _ in
            let bucket = StoreLocation(path: "x")
            #expect(try await cause(server.stores(secretKey: "another"), place) == .wrongSecret)
            let stranger = S3Access(endpoint: server.endpoint, accessKey: "stranger", secretKey: server.secretKey)
            #expect(try await cause(Stores(s3: stranger), place) == .unknownKey)
            let absent = try StoreLocation("s3://test-absent-\(UUID().uuidString.lowercased())/key")
            #expect(try await cause(server.stores(), absent) == .noBucket)
            let missing = try StoreLocation("\(place)-not")
            #expect(try await error(server.stores(), missing) == .absent(missing))
            #expect(try await error(server.stores(), bucket) == .whole(bucket))
            let remote = try StoreLocation("remote:path")
            #expect(try await error(server.stores(), remote) == .whole(remote))
            #expect(try await error(Stores(variables: [:]), place) == .noAccess(place))
            let unknown = server.stores("https://no-such-host.invalid")
            #expect(try await cause(unknown, place) == .unknownHost)
            let port = try Port()
            #expect(try await cause(server.stores("http://127.0.0.1:\(port.number)"), place) == .refused)
        }
    }

    @Test func `certificates are looked at`() async throws {
        try await withObject { server, place, _ in
            #expect(try await cause(server.stores(server.secureEndpoint), place) == .unknownAuthority)
            // Whatever this machine trusts.
            let trust: [String: String?] = ["AWS_CA_BUNDLE": nil, "SSL_CERT_FILE": nil]
            for variable in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
                let trusting = server.stores(
                    server.secureEndpoint, variables: trust.merging([variable: server.certificate]) { $1 })
                #expect(try await error(trusting, place) == nil)
            }
            try await withTemporaryFolder { folder in
                try await TestServer.run("tls", [folder.path]) { endpoint in
                    let trusting = server.stores(
                        endpoint, variables: trust.merging(["SSL_CERT_FILE": folder("old.crt")]) { $1 })
                    let cause = try await cause(trusting, place)
                    #expect(cause == .expiredCertificate)
                }
            }
            let port = try #require(server.endpoint.split(separator: ":").last)
            #expect(try await cause(server.stores("https://127.0.0.1:\(port)"), place) == .noTLS)
        }
    }

    @Test func `without TLS other machines are asked only where that is allowed`() async throws {
        let place = try StoreLocation("s3://bucket/key")
        var access = S3Access(endpoint: "http://no-such-host.invalid", accessKey: "a", secretKey: "test-secret-key")
        #expect(try await error(Stores(s3: access, variables: [:]), place) == .unencrypted(place))
        access.allowsUnencryptedRanges = true
        #expect(try await cause(Stores(s3: access, variables: [:]), place) == .unknownHost)
    }

    @Test(arguments: ["busy", "reset", "short", "broken"])
    func `what may pass is tried again`(fault: String) async throws {
        try await withObject { server, place, _ in
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "every", "4", fault]) { endpoint in
                let object = try await server.stores(endpoint).object(at: place)
                let ranges = (0..<30).map { $0 * 290_000..<$0 * 290_000 + 70_000 }
                for (bytes, range) in zip(try object.bytes(in: ranges), ranges) {
                    #expect(bytes == Array(Self.content[range]))
                }
            }
        }
    }

    @Test func `a request that gets no further is made again, once`() async throws {
        try await withObject { server, place, _ in
            let port = try #require(server.endpoint.split(separator: ":").last).description
            func object(every number: Int, _ body: @Sendable (ObjectFile) throws -> Void) async throws {
                try await TestServer.run("flaw", [port, "every", "\(number)", "stalled"]) { endpoint in
                    let access = S3Access(endpoint: endpoint, accessKey: server.accessKey, secretKey: server.secretKey)
                    try body(try await Stores(s3: access, idleTimeout: .seconds(5)).object(at: place))
                }
            }
            let ranges = (0..<12).map { $0 * 290_000..<$0 * 290_000 + 70_000 }
            try await object(every: 10) { object in
                for (bytes, range) in zip(try object.bytes(in: ranges), ranges) {
                    #expect(bytes == Array(Self.content[range]))
                }
            }
            // Every second one: of as many as these some have no luck twice.
            try await object(every: 2) { object in
                #expect(throws: ReadingError.self) { try object.bytes(in: ranges) }
            }
        }
    }

    @Test func `a service that fails for ever is given up with its reason`() async throws {
        let server = try await ObjectServer.running
        let port = try #require(server.endpoint.split(separator: ":").last).description
        try await TestServer.run("flaw", [port, "busy", "0"]) { endpoint in
            let place = try StoreLocation("s3://bucket/key")
            let cause = try await cause(server.stores(endpoint), place)
            #expect(cause == .temporary)
        }
    }

    @Test func `a service that sends a byte now and then is given up`() async throws {
        try await withObject { server, place, _ in
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "trickle", "-"]) { endpoint in
                let access = S3Access(endpoint: endpoint, accessKey: server.accessKey, secretKey: server.secretKey)
                let began = ContinuousClock.now
                let cause = try await cause(Stores(s3: access, variables: [:], idleTimeout: .seconds(3)), place)
                #expect(cause == .mute)
                #expect(ContinuousClock.now - began < .seconds(20))
            }
        }
    }

    @Test func `a size that no object has is not believed`() async throws {
        try await withObject { server, place, _ in
            let port = try #require(server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "huge", "-"]) { endpoint in
                let error = try await error(server.stores(endpoint), place)
                #expect(error?.description.contains("more than the 5 TiB that S3 has") == true, "\(error as Any)")
            }
        }
    }

    @Test func `reading stops where it is told to`() async throws {
        try await withObject { server, place, _ in
            let cancellation = Cancellation()
            let object = try await server.stores().object(at: place, cancellation: cancellation)
            cancellation.cancel()
            #expect(throws: ReadingError.self) { try object.bytes(in: 1 << 20..<2 << 20) }
        }
    }
}
