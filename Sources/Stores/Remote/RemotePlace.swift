/// A place as rclone is told of it.
final class RemotePlace: Sendable {
    /// The place as users know it.
    let location: StoreLocation
    /// The service, for messages.
    let service: String
    /// What rclone's environment has to have for it: here, and nowhere else, are keys.
    let variables: [String: String]
    /// Whether it stands in the user's configuration of rclone.
    let isConfigured: Bool
    /// What it can do, where rclone need not be asked.
    let traits: RemoteTraits?
    /// Whether connections may be encrypted.
    let mayUseTLS: Bool
    /// The name rclone has for the remote.
    let remote: String
    private let path: String
    private let secrets: Secrets

    /// A place of a bucket.
    init(_ location: StoreLocation, bucket: String, prefix: String, _ access: S3Access, _ secrets: Secrets) {
        self.location = location
        self.secrets = secrets
        service = access.service
        isConfigured = false
        traits = .s3
        mayUseTLS = access.usesTLS
        remote = "canopy"
        path = prefix.isEmpty ? bucket : bucket + "/" + prefix
        var settings = [
            "TYPE": "s3", "PROVIDER": access.provider, "ENDPOINT": Address(access.endpoint).withoutUserInfo,
            "ACCESS_KEY_ID": access.accessKey, "SECRET_ACCESS_KEY": access.secretKey, "FORCE_PATH_STYLE": "true",
        ]
        settings["REGION"] = access.region
        variables = Dictionary(uniqueKeysWithValues: settings.map { ("RCLONE_CONFIG_CANOPY_" + $0.key, $0.value) })
    }

    /// A place of a remote that the user has set up.
    init(_ location: StoreLocation, remote: String, path: String, traits: RemoteTraits? = nil, _ secrets: Secrets) {
        self.location = location
        self.secrets = secrets
        mayUseTLS = true
        self.remote = remote
        self.path = path
        service = "the remote '\(remote)'"
        isConfigured = true
        self.traits = traits
        variables = [:]
    }

    /// How rclone is told of what stands at `key`. No remote's name begins with a dash, so this is never an option.
    func argument(_ key: StoreKey? = nil) -> String {
        guard let key else { return remote + ":" + path }
        return remote + ":" + (path.isEmpty || path == "/" ? path : path + "/") + key.text
    }

    /// The failure that rclone's words tell of, at the place as a whole unless said otherwise. By no other way do words of
    /// rclone's get into messages, logs, reports and manifests: they are read as they are, and shown without secrets.
    func failure(
        _ words: [String], _ cause: RemoteFailure.Cause? = nil, at location: StoreLocation? = nil
    ) -> StoreError {
        .remote(
            RemoteFailure(
                cause: cause ?? RemoteFailure.Cause(words.joined(separator: "\n")),
                location: location ?? self.location, service: service,
                detail: words.first.map(secrets.hidden) ?? "nothing"))
    }
}

extension RemotePlace {
    /// Whether a call that failed may well succeed the next time.
    func isRetryable(_ outcome: Rclone.Outcome) -> Bool {
        guard !outcome.hasTimedOut, case .remote(let failure) = failure(outcome.words) else { return false }
        return failure.isRetryable
    }
}

/// What a kind of remote can do.
struct RemoteTraits: Sendable {
    /// Whether it has the MD5 of files.
    var hasMD5: Bool
    /// Whether it tells the MD5 without reading the file.
    var listsMD5: Bool
    /// Whether folders are only what keys have in common.
    var isBucketBased: Bool
    /// Whether a file has its name only once it is whole.
    var writesWhole: Bool
    /// Whether it copies files by itself.
    var copies: Bool

    /// What S3 can do.
    static let s3 = RemoteTraits(hasMD5: true, listsMD5: true, isBucketBased: true, writesWhole: true, copies: true)
}
