internal import Foundation
public import Stores

extension ObjectServer {
    /// The server, which there is where `isInstalled` says so.
    public static var running: ObjectServer {
        get async throws {
            guard let server = try await shared else { throw CocoaError(.featureUnsupported) }
            return server
        }
    }

    /// An opener with this server's keys.
    public func stores(
        _ endpoint: String? = nil, secretKey: String? = nil, variables: [String: String?] = [:]
    ) -> Stores {
        let access = S3Access(
            endpoint: endpoint ?? self.endpoint, accessKey: accessKey, secretKey: secretKey ?? self.secretKey)
        return Stores(s3: access, variables: ProcessInfo.processInfo.environment.with(variables))
    }

    /// An opener for a user whose rclone knows the server as `cluster:`; without keys of its own unless told so.
    public func configuredStores(
        _ folder: TemporaryFolder, settings: String = "", access isGiven: Bool = false,
        variables: [String: String?] = [:]
    ) throws -> Stores {
        let configuration = try folder.file(
            "rclone.conf",
            """
            [cluster]
            type = s3
            provider = Ceph
            endpoint = \(endpoint)
            access_key_id = \(accessKey)
            secret_access_key = \(secretKey)
            \(settings)
            """)
        let access = S3Access(endpoint: endpoint, accessKey: accessKey, secretKey: secretKey)
        return Stores(
            s3: isGiven ? access : nil,
            variables: ProcessInfo.processInfo.environment.with(variables).with(["RCLONE_CONFIG": configuration]))
    }
}

extension [String: String] {
    /// The variables with others set, or taken out.
    public func with(_ others: [String: String?]) -> Self {
        var variables = self
        for (name, value) in others { variables[name] = value }
        return variables
    }
}
