/// Why a remote store could not do what it was asked, told apart so that the sentence can say what to do.
public struct RemoteFailure: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Cause: Hashable, Sendable, CaseIterable {
        /// The secret key is not that of the access key.
        case wrongSecret
        /// The service does not know the access key.
        case unknownKey
        /// This machine's clock is off, so that signatures count as old.
        case wrongClock
        /// The keys are right, but may not do this.
        case denied
        /// There is no such bucket.
        case noBucket
        /// rclone's configuration has no such remote.
        case noRemote
        /// Nothing listens at the address.
        case refused
        /// No way leads to the address.
        case unreachable
        /// The host's name has no address.
        case unknownHost
        /// The certificate is not valid any more, or not yet.
        case expiredCertificate
        /// Nobody whom this machine trusts signed the certificate.
        case unknownAuthority
        /// The certificate has another fault, most often another host's name.
        case certificate
        /// The service speaks HTTP where HTTPS was asked for.
        case noTLS
        /// The service has no room left.
        case full
        /// This machine's disk has no room left.
        case diskFull
        /// The service takes connections and does not answer.
        case mute
        /// The service, or the way there, failed in a way that may pass.
        case temporary
        /// Copies differ from their originals.
        case corrupted
        /// The service does not know the request, or not of such a file.
        case unsupported
        /// The service does not give ranges of objects, as reading in place takes them.
        case noRanges
        /// Something that only rclone's words describe.
        case other
    }

    /// What is wrong.
    public let cause: Cause
    /// Where.
    public let location: StoreLocation
    /// The service, as users know it: its address, or the remote's name.
    let service: String
    /// Who said what is known of it.
    var speaker = "rclone"
    /// What was said.
    let detail: String

    /// Whether another attempt may well succeed.
    var isRetryable: Bool { [.temporary, .corrupted, .other].contains(cause) }
}

extension RemoteFailure: CustomStringConvertible {
    /// One sentence.
    public var description: String { "cannot use '\(location)': \(reason)" }

    private var reason: String {
        switch cause {
        case .wrongSecret: "the secret key does not belong to the access key; check both"
        case .unknownKey: "\(service) does not know the access key; check the key, and that the address is right"
        case .wrongClock: "this machine's clock is not that of \(service); set it"
        case .denied: "\(service) does not allow it; check the keys, and what they may do there"
        case .noBucket: "\(service) has no such bucket; check its name, or make it first"
        case .noRemote: "rclone has no such remote; see 'rclone listremotes' for those it has"
        case .refused: "\(service) refuses connections; check the address and its port"
        case .unreachable: "\(service) cannot be reached; check the address and the network"
        case .unknownHost: "the host of \(service) is unknown; check the address, and that the network is up"
        case .expiredCertificate:
            "the certificate of \(service) is not valid today; have it renewed, or set this machine's clock"
        case .unknownAuthority:
            "nobody whom this machine trusts signed the certificate of \(service); "
                + "put the authority's certificate into the file that SSL_CERT_FILE names"
        case .certificate: "the certificate of \(service) is not good (\(detail)); check the address"
        case .noTLS: "\(service) speaks no TLS; write http:// if that is meant"
        case .full: "\(service) has no room left; free some, or have the quota raised"
        case .diskFull: "this machine's disk has no room left; free some"
        case .mute: "\(service) does not answer; try again later, or check the address"
        case .temporary: "\(service) failed several times (\(detail)); try again later"
        case .corrupted: "what arrives differs from what was sent; check the network, and try again"
        case .unsupported: "\(service) does not support it (\(detail)); ask those who run it"
        case .noRanges: "\(service) does not give parts of files as it should (\(detail)); download them whole"
        case .other: "\(speaker) says '\(detail)'; see there for the remedy"
        }
    }
}

extension RemoteFailure.Cause {
    /// What rclone's words, all that it said in one text, mean. Its exit codes do not tell these apart, and differ from
    /// version to version.
    init(_ words: String) {
        // What stands in quotes are addresses with the names of files in them, which may be any words.
        let words = words.lowercased().replacing(#/"[^"]*"/#, with: "")
        self = Self.signs.first { _, signs in signs.contains { words.contains($0) } }?.cause ?? .other
    }

    /// By what each is known; the first that fits. A message may well have signs of several: what explains most comes
    /// first.
    private static let signs: [(cause: Self, signs: [String])] = [
        (.wrongSecret, ["signaturedoesnotmatch"]),
        (.unknownKey, ["invalidaccesskeyid"]),
        (.wrongClock, ["requesttimetooskewed"]),
        (.noBucket, ["nosuchbucket"]),
        (.noRemote, ["didn't find section in config file"]),
        (.full, ["quotaexceeded", "status code: 507", "insufficientstorage", "insufficient storage"]),
        (.diskFull, ["no space left on device"]),
        (.denied, ["accessdenied", "status code: 403", "forbidden", "status code: 401"]),
        (.expiredCertificate, ["certificate has expired or is not yet valid"]),
        (.unknownAuthority, ["signed by unknown authority"]),
        (.certificate, ["x509:", "tls: "]),
        (.noTLS, ["server gave http response to https client"]),
        (.refused, ["connection refused"]),
        (.unknownHost, ["no such host", "server misbehaving", "temporary failure in name resolution"]),
        (.unreachable, ["no route to host", "network is unreachable", "dial tcp"]),
        (.mute, ["timeout awaiting response headers", "i/o timeout"]),
        (.corrupted, ["corrupted on transfer", "baddigest", "sizes differ", "hash differ"]),
        (.unsupported, ["notimplemented", "not implemented", "status code: 501", "invalidrequest"]),
        (
            .temporary,
            [
                "status code: 5", "slowdown", "connection reset", "unexpected eof", "broken pipe",
                "use of closed network connection", ": eof",
            ]
        ),
    ]
}
