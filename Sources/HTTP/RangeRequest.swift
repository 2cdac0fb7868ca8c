/// A request for some bytes of a resource.
public struct RangeRequest: Hashable, Sendable {
    /// The resource's address, percent-encoded: `https://host:port/path`.
    public var url: String
    /// The bytes that are wanted, of which there is at least one.
    public var range: Range<Int>
    /// The entity tag of the version whose bytes are wanted, with its quotes; `nil` for whichever there is.
    public var etag: String?

    /// A request for the bytes in `range`.
    public init(url: String, range: Range<Int>, etag: String? = nil) {
        self.url = url
        self.range = range
        self.etag = etag
    }
}

/// What a server answered.
public struct RangeAnswer: Hashable, Sendable {
    /// The status: 206 where the bytes are those of the range, 200 where they are the whole resource.
    public var status: Int
    /// The bytes, of which there are as many as were asked for at most; of an error, what is said of it.
    public var bytes: [UInt8]
    /// The entity tag, with its quotes.
    public var etag: String?
    /// Which bytes these are, of how many, as `Content-Range` says.
    public var place: ContentRange?
}

/// The header of that name.
///
/// See: [RFC 9110, 14.4](https://www.rfc-editor.org/rfc/rfc9110#section-14.4).
public struct ContentRange: Hashable, Sendable {
    /// The bytes.
    public var range: Range<Int>
    /// The size of the resource.
    public var size: Int

    /// The range that `bytes 0-499/1234` means; `nil` where it means none.
    public init?(_ text: String) {
        guard let match = text.wholeMatch(of: #/(?i:bytes) +([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})/#),
            let first = Int(match.1), let last = Int(match.2), let size = Int(match.3), first <= last, last < size
        else { return nil }
        range = first..<last + 1
        self.size = size
    }
}

/// Why there was no answer.
public struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Hashable, Sendable {
        /// The host's name has no address.
        case unknownHost
        /// Nothing listens at the address.
        case refused
        /// No way leads to the address.
        case unreachable
        /// Nothing was heard for too long.
        case mute
        /// The certificate is not valid any more, or not yet.
        case expiredCertificate
        /// Nobody whom this machine trusts signed the certificate.
        case unknownAuthority
        /// The certificate has another fault.
        case certificate
        /// The server speaks no TLS.
        case noTLS
        /// More bytes came than were asked for.
        case excess
        /// The connection broke off.
        case broken
        /// Something else, which another attempt will not change.
        case other
    }

    /// What is wrong.
    public let kind: Kind
    /// libcurl's words.
    public let description: String
}
