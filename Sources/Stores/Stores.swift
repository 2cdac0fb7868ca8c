public import Diagnostics
internal import Threads

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
    private let objects: ObjectService?
    private let configured: ConfiguredServices

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
        objects = s3.map { [secrets] in
            let said = variables[ObjectService.region].flatMap { $0.isEmpty ? nil : $0 }
            return ObjectService(
                $0, region: $0.region ?? said ?? ObjectService.usualRegion, name: $0.service, secrets,
                variables: variables, idleTimeout: idleTimeout)
        }
        configured = ConfiguredServices(rclone, variables: variables, idleTimeout: idleTimeout)
    }

    /// The store at `location`. Nothing there is looked at yet: it may turn out not to exist. What every remote store
    /// needs, access and a usable rclone, is made sure of.
    public func open(
        _ location: StoreLocation, links: LocalStore.Links = .reading
    ) async throws(StoreError) -> any Store {
        switch location.place {
        case .local(let path):
            return LocalStore(path, links: links)
        case .s3(let bucket, let prefix):
            guard let s3 else { throw .noAccess(location) }
            // Found out while the service is asked: who takes its answer waits for this, too.
            rclone.beginCheck()
            return RemoteStore(
                RemotePlace(location, bucket: bucket, prefix: prefix, s3, secrets), rclone, opener: self,
                objects: objects.map { ObjectPlace($0, bucket: bucket, prefix: prefix, location) })
        case .rclone(let remote, let path):
            rclone.beginCheck()
            let place = RemotePlace(location, remote: remote, path: path, secrets)
            let service = await configured.service(of: place)
            _ = try await rclone.version()
            guard let service, let objects = service.place(path, location) else { return RemoteStore(place, rclone) }
            return RemoteStore(
                RemotePlace(location, remote: remote, path: path, traits: .s3, service.secrets), rclone,
                objects: objects)
        }
    }

    /// The object at `location`, of which ranges are read where it lies. What reads it stops where `cancellation` is set.
    ///
    /// Requests are not encrypted where the service's address says `http://`, and nothing but TLS notices a byte that
    /// changes on the way: another machine is asked so only where access allows it.
    /// - Throws: ``StoreError/whole(_:)`` for files that can only be had as a whole: those of rclone's remotes.
    public func object(
        at location: StoreLocation, cancellation: Cancellation = Cancellation()
    ) async throws(StoreError) -> ObjectFile {
        guard case .s3(let bucket, let key) = location.place, !key.isEmpty else { throw .whole(location) }
        guard let objects, let s3 else { throw .noAccess(location) }
        guard s3.usesTLS || s3.isLoopback || s3.allowsUnencryptedRanges else { throw .unencrypted(location) }
        return try await runBlocking { () throws(StoreError) in
            try ObjectFile(location, bucket: bucket, key: key, of: objects, cancellation: cancellation)
        }
    }

    /// How `s3://` is reached, without keys; `nil` where it is not.
    public var access: String? { s3?.description }

    /// The version of rclone, for manifests and logs.
    public func rcloneVersion() async throws(StoreError) -> String { try await rclone.version() }
}
