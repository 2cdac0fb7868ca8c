internal import Foundation

/// An object server on this machine, one of a kind for all tests of a process.
public struct ObjectServer: Sendable {
    /// Where it answers.
    public let endpoint: String
    /// Where it answers with TLS, by a certificate that it signed itself.
    public let secureEndpoint: String
    /// That certificate.
    public let certificate: String
    /// The name of its key.
    public let accessKey = "test-access-key"
    /// Its key.
    public let secretKey = "test-secret-key"

    /// A Ceph object gateway, what production runs on; `nil` where Ceph is not installed.
    public static var shared: ObjectServer? {
        get async throws { try await gateway.value }
    }

    /// SeaweedFS, for what another implementation does otherwise; `nil` where it is not installed.
    public static var second: ObjectServer? {
        get async throws { try await seaweed.value }
    }

    private static let gateway = Task { isInstalled ? try await launch("rgw") : nil }
    private static let seaweed = Task { isSecondInstalled ? try await launch("seaweed") : nil }

    /// Whether the Ceph object gateway can run here.
    public static let isInstalled: Bool = {
        let isThere = areInstalled("radosgw", "ceph-mon", "ceph-osd", "openssl", "rclone")
        if !isThere { print("no Ceph object gateway or no rclone is installed: tests of remote stores are skipped") }
        return isThere
    }()

    /// Whether SeaweedFS can run here.
    public static let isSecondInstalled: Bool = {
        let isThere = areInstalled("weed", "openssl", "rclone")
        if !isThere { print("no SeaweedFS is installed: stores are tested on one kind of object server only") }
        return isThere
    }()

    private static func areInstalled(_ programs: String...) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return programs.allSatisfy { program in
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
        }
    }

    /// Starts a server, which ends with this process, however that ends, and takes its folder with it.
    private static func launch(_ name: String) async throws -> ObjectServer? {
        // Short, because it holds Unix sockets.
        let folder = "/tmp/\(name)-\(UUID().uuidString.prefix(8))"
        let (lines, continuation) = AsyncThrowingStream<String, any Error>.makeStream()
        Task.detached {
            do {
                try await TestServer.run(name, [folder]) { line in
                    continuation.yield(line)
                    while true { try await Task.sleep(for: .seconds(3600)) }
                }
            } catch { continuation.finish(throwing: error) }
        }
        for try await line in lines {
            let endpoints = line.split(separator: " ").map(String.init)
            return ObjectServer(
                endpoint: endpoints[0], secureEndpoint: endpoints[1], certificate: folder + "/tls.crt")
        }
        return nil
    }

    /// Runs rclone on the server, which it knows as `server:`, without canopy having a part in it.
    @discardableResult
    public func rclone(_ arguments: String...) async throws -> Binary.Outcome { try await rclone(arguments) }

    /// Runs rclone on the server, which it knows as `server:`, without canopy having a part in it.
    @discardableResult
    public func rclone(_ arguments: [String]) async throws -> Binary.Outcome {
        try await Binary(path: "/usr/bin/env").run(["rclone"] + arguments, variables: rcloneVariables)
    }

    /// What lets rclone know the server as `server:`.
    public var rcloneVariables: [String: String?] {
        [
            "AWS_CA_BUNDLE": nil, "RCLONE_CONFIG": "", "RCLONE_CONFIG_SERVER_TYPE": "s3",
            "RCLONE_CONFIG_SERVER_PROVIDER": "Ceph", "RCLONE_CONFIG_SERVER_ENDPOINT": endpoint,
            "RCLONE_CONFIG_SERVER_ACCESS_KEY_ID": accessKey, "RCLONE_CONFIG_SERVER_SECRET_ACCESS_KEY": secretKey,
        ]
    }

    /// Makes a bucket for one test and gives its name.
    public func makeBucket() async throws -> String {
        let name = "test-" + UUID().uuidString.lowercased()
        let outcome = try await rclone("mkdir", "server:" + name)
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
        return name
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
