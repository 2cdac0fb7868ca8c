internal import Diagnostics
internal import Files
internal import Synchronization

/// Services of the user's configuration of rclone that canopy asks by itself, as it does the one of `s3://`.
final class ConfiguredServices: Sendable {
    private let rclone: Rclone
    private let variables: [String: String]
    private let idleTimeout: Duration
    private let found = Mutex<[String: Task<ConfiguredService?, Never>]>([:])

    init(_ rclone: Rclone, variables: [String: String], idleTimeout: Duration) {
        self.rclone = rclone
        self.variables = variables
        self.idleTimeout = idleTimeout
    }

    /// The service behind a remote; `nil` where that is none of S3, or more is said of it than canopy's requests know.
    func service(of place: RemotePlace) async -> ConfiguredService? {
        let task = found.withLock { found in
            if let task = found[place.remote] { return task }
            let task = Task { await service(behind: place) }
            found[place.remote] = task
            return task
        }
        return await task.value
    }

    private func service(behind place: RemotePlace) async -> ConfiguredService? {
        guard let said = await rclone.settings(of: place), let settings = RemoteSettings(said) else { return nil }
        // They did not stand in the environment, by which a program knows whether it has keys.
        HostLimits.forbidCoreDumps()
        let secrets = Secrets(settings.access.secrets + KeyVariable.secrets(in: variables))
        let service = ObjectService(
            settings.access, region: settings.region, name: place.service, secrets,
            variables: variables, idleTimeout: idleTimeout)
        return ConfiguredService(service: service, secrets: secrets)
    }
}

/// A service of the user's configuration.
struct ConfiguredService: Sendable {
    let service: ObjectService
    /// What is not to be read in messages, its keys among it.
    let secrets: Secrets

    /// The place at a path of the remote; `nil` where it is in no bucket, or in one of which rclone alone knows the name.
    func place(_ path: String, _ location: StoreLocation) -> ObjectPlace? {
        let bucket = String(path.prefix { $0 != "/" })
        guard StoreLocation.isBucket(bucket) else { return nil }
        return ObjectPlace(service, bucket: bucket, prefix: String(path.dropFirst(bucket.count + 1)), location)
    }
}

/// What a configuration says of a remote, where that is all that canopy's requests have to know.
///
/// See: [rclone's settings of S3](https://rclone.org/s3/#standard-options).
struct RemoteSettings {
    let access: S3Access
    /// The region for which requests are signed.
    let region: String

    /// Settings that requests go by, and those that say nothing of files that lie there or are brought there.
    private static let known: Set = [
        "type", "provider", "endpoint", "access_key_id", "secret_access_key", "region", "force_path_style", "env_auth",
        "acl", "location_constraint", "no_check_bucket", "description",
    ]
    /// Kinds of services whose buckets are paths and of which rclone has no peculiarities to know.
    private static let providers: Set = ["Ceph", "Minio", S3Access.anyProvider]
    /// What other settings have to say, if anything.
    private static let usual = ["type": "s3", "force_path_style": "true", "env_auth": "false", "acl": "private"]

    init?(_ settings: [String: String]) {
        guard settings["type"] != nil, Self.known.isSuperset(of: settings.keys),
            Self.usual.allSatisfy({ settings[$0.key, default: $0.value] == $0.value }),
            let provider = settings["provider"], Self.providers.contains(provider),
            let endpoint = settings["endpoint"],
            endpoint.wholeMatch(of: #/(?i)(?:https?:\/\/)?(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?\/?/#) != nil,
            let accessKey = settings["access_key_id"], Self.isKey(accessKey),
            let secretKey = settings["secret_access_key"], Self.isKey(secretKey)
        else { return nil }
        // rclone signs for another region in an older way.
        let region = settings["region", default: ObjectService.usualRegion]
        guard region.wholeMatch(of: #/[a-z0-9-]+/#) != nil, region != "other-v2-signature" else { return nil }
        access = S3Access(endpoint: endpoint, accessKey: accessKey, secretKey: secretKey, provider: provider)
        self.region = region
    }

    private static func isKey(_ text: String) -> Bool { text.wholeMatch(of: #/[!-~]+/#) != nil }
}
