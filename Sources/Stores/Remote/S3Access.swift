/// How the service behind `s3://` is reached.
///
/// The secret leaves this value for the environment of rclone only; no description of it shows the keys.
public struct S3Access: Hashable, Sendable {
    /// The address of the service, as `https://host:port`.
    public var endpoint: String
    /// The name of the key.
    public var accessKey: String
    /// The key itself.
    public var secretKey: String
    /// The kind of service, by rclone's name for it.
    public var provider: String

    /// Whether parts of objects may come without TLS from another machine.
    public var allowsUnencryptedRanges = false

    /// What rclone calls a service of no particular kind.
    public static let anyProvider = "Other"

    /// Access to the service at `endpoint`.
    public init(endpoint: String, accessKey: String, secretKey: String, provider: String = Self.anyProvider) {
        self.endpoint = endpoint
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.provider = provider
    }
}

extension S3Access {
    /// The region that the service's address names, as those of AWS and Backblaze do: requests are signed for it.
    ///
    /// See: [Amazon S3 endpoints](https://docs.aws.amazon.com/general/latest/gr/s3.html).
    var region: String? {
        let host = Address(endpoint).host.prefix { $0 != "/" && $0 != ":" }.lowercased()
        let match = host.wholeMatch(
            of: #/s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-[0-9]+)\.(?:amazonaws|backblazeb2)\.com/#)
        return match.map { String($0.1) }
    }

    /// The service, for messages.
    var service: String { Address(endpoint).shown }

    /// Whether connections are encrypted.
    public var usesTLS: Bool { Address(endpoint).scheme.lowercased() != "http://" }

    /// Whether the service is on this machine.
    var isLoopback: Bool {
        let host = Address(endpoint).host.prefix { $0 != "/" }.lowercased()
        return host.wholeMatch(of: #/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?/#) != nil
    }
}

extension S3Access: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The service, with stars for keys.
    public var description: String {
        "\(service) (\(provider)), access key ****, secret key ****"
    }

    /// The same.
    public var debugDescription: String { description }

    /// Nothing: `dump` and test reports would show the keys.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// What is not to be read in messages.
    var secrets: [String] {
        [accessKey, secretKey] + [Address(endpoint).userInfo.map { String($0) }].compactMap { $0 }
    }
}
