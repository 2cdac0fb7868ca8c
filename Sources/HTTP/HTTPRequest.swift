internal import CCurl

/// A request for a resource, or for some bytes of it.
public struct HTTPRequest: Hashable, Sendable {
    /// What is wanted of the resource.
    public enum Wanted: Hashable, Sendable {
        /// Some of its bytes, of which there is at least one.
        case range(Range<Int>)
        /// All of its bytes, if there are no more than so many.
        case whole(most: Int)
        /// What is told of it in headers.
        case headers
    }

    /// The resource's address, percent-encoded: `https://host:port/path`, with the fields of a query in alphabetical order.
    public var url: String
    /// What is wanted of it.
    public var wanted: Wanted
    /// The entity tag of the version that is wanted, with its quotes; `nil` for whichever there is.
    public var etag: String?
    /// What the resource is to become, and what is told of it. What is wanted then is the server's answer.
    public var change: Change?

    /// What a resource is to become.
    public struct Change: Hashable, Sendable {
        /// Where its bytes are.
        public enum Content: Hashable, Sendable {
            /// In memory.
            case bytes([UInt8])
            /// In a file, which has so many.
            case file(String, size: Int)
        }

        /// Its bytes.
        public var content: Content
        /// The SHA-256 of the bytes in lower-case hexadecimal, which is signed; `nil` where a header has a hash of them.
        public var sha256: String?
        /// Headers by their names, in lower case. No value has a line break.
        public var headers: [String: String]

        /// A resource of these bytes.
        public init(_ content: Content, sha256: String?, headers: [String: String]) {
            self.content = content
            self.sha256 = sha256
            self.headers = headers
        }

        /// No bytes: headers say what becomes of the resource.
        public init(headers: [String: String]) {
            self.init(.bytes([]), sha256: Self.hashOfNothing, headers: headers)
        }

        static let hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

        /// What is signed of the bytes.
        var signedHash: String { sha256 ?? "UNSIGNED-PAYLOAD" }
    }

    /// A request for what is `wanted`.
    public init(url: String, _ wanted: Wanted, etag: String? = nil) {
        self.url = url
        self.wanted = wanted
        self.etag = etag
    }

    /// A request for a change, of whose answer so many bytes are looked at.
    public init(url: String, _ change: Change, most: Int) {
        self.url = url
        wanted = .whole(most: most)
        self.change = change
    }
}

/// What a server answered.
public struct HTTPAnswer: Hashable, Sendable {
    /// The status: 206 where the bytes are those of the range, 200 where they are the whole resource.
    public var status: Int
    /// The bytes, of which there are as many as were asked for at most; of an error, what is said of it.
    public var bytes: [UInt8]
    /// The headers, by their names in lower case.
    public var headers: [String: String]

    /// The entity tag, with its quotes.
    public var etag: String? { headers["etag"] }

    /// Which bytes these are, of how many, as `Content-Range` says.
    public var place: ContentRange? { headers["content-range"].flatMap(ContentRange.init) }

    /// The bytes that the resource has, as `Content-Length` says.
    public var length: Int? {
        headers["content-length"].flatMap { $0.wholeMatch(of: #/[0-9]{1,18}/#) == nil ? nil : Int($0) }
    }

    /// When the resource changed last, in seconds since 1970, as `Last-Modified` says.
    public var lastModified: Int? {
        guard let text = headers["last-modified"] else { return nil }
        let seconds = curl_getdate(text, nil)
        return seconds < 0 ? nil : Int(seconds)
    }
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
