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

extension S3Access: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The service, with stars for keys.
    public var description: String {
        "\(secrets.hidden(in: endpoint)) (\(provider)), access key ****, secret key ****"
    }

    /// The same.
    public var debugDescription: String { description }

    /// Nothing: `dump` and test reports would show the keys.
    public var customMirror: Mirror { Mirror(self, children: []) }

    var secrets: Secrets { Secrets([secretKey]) }
}

/// Texts that nobody is to read.
struct Secrets: Sendable {
    private let texts: [String]

    init(_ texts: [String]) { self.texts = texts.filter { !$0.isEmpty } }

    /// `text` with `****` for every secret in it, those in addresses (`https://user:password@host`) included.
    func hidden(in text: String) -> String {
        var text = text
        for secret in texts { text.replace(secret, with: "****") }
        return text.replacing(#/:\/\/[^\/@\s"]+@/#, with: "://****@")
    }
}
