#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Opens stores by their locations.
public struct Stores: Sendable {
    private let s3: S3Access?
    private let secrets: Secrets
    private let rclone: Rclone

    /// An opener that reaches `s3://` with the given access and runs rclone with these variables of the environment.
    ///
    /// `remote:path` is what the user's own configuration of rclone says. A service that says nothing at all for as long
    /// as `idleTimeout` is given up.
    public init(
        s3: S3Access? = nil, variables: [String: String] = ProcessInfo.processInfo.environment,
        idleTimeout: Duration = .seconds(45)
    ) {
        self.s3 = s3
        secrets = Secrets((s3?.secrets ?? []) + KeyVariable.secrets(in: variables))
        rclone = Rclone(variables: variables, idleTimeout: idleTimeout)
    }

    /// The store at `location`. Nothing there is looked at yet: it may turn out not to exist. What every remote store
    /// needs, access and a usable rclone, is made sure of.
    public func open(
        _ location: StoreLocation, links: LocalStore.Links = .reading
    ) async throws(StoreError) -> any Store {
        let place: RemotePlace
        switch location.place {
        case .local(let path):
            return LocalStore(path, links: links)
        case .s3(let bucket, let prefix):
            guard let s3 else { throw .noAccess(location) }
            place = RemotePlace(location, bucket: bucket, prefix: prefix, s3, secrets)
        case .rclone(let remote, let path):
            place = RemotePlace(location, remote: remote, path: path, secrets)
        }
        _ = try await rclone.version()
        return RemoteStore(place, rclone)
    }

    /// How `s3://` is reached, without keys; `nil` where it is not.
    public var access: String? { s3?.description }

    /// The version of rclone, for manifests and logs.
    public func rcloneVersion() async throws(StoreError) -> String { try await rclone.version() }
}
