/// How servers are asked.
public struct HTTPSettings: Sendable {
    /// Keys that requests are signed with.
    ///
    /// See: [AWS Signature Version 4](https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
    public struct Signing: Sendable, CustomReflectable {
        let accessKey: String
        let secretKey: String
        let region: String

        /// Keys, and the region that the service believes itself to be in.
        public init(accessKey: String, secretKey: String, region: String = "us-east-1") {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.region = region
        }

        /// Nothing: `dump` and test reports would show the keys.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// What requests are signed with, if they are.
    public var signing: Signing?
    /// A file with the certificates of the authorities that are trusted; `nil` for those of the system.
    public var authorities: String?
    /// The proxy that requests go by; `nil` for none.
    public var proxy: String?
    /// The hosts to which no proxy leads, with commas between them.
    public var withoutProxy: String?
    /// How long connecting may take, in seconds.
    public var connecting = 15
    /// How long a server may say nothing, or less than ``leastRate``, in seconds.
    public var silence = 45
    /// Bytes per second without which a request is given up: a byte now and then would hold it for ever.
    public var leastRate = 1 << 10

    /// Without signing.
    public init(signing: Signing? = nil) { self.signing = signing }
}
