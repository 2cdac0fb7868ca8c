internal import Files
internal import HTTP

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a service tells of one object, and what its owner has noted down there as rclone does.
///
/// See: [rclone on S3](https://rclone.org/s3/#modified-time).
struct ObjectHead: Sendable {
    /// Bytes.
    let size: Int
    /// When its contents changed last.
    let modified: Timestamp?
    /// The MD5 of the contents in lower-case hexadecimal, where that is known.
    let md5: String?

    /// What the answer to a request for headers tells; `nil` where it is no plain one.
    init?(_ answer: HTTPAnswer) {
        guard answer.status == 200, let size = answer.length, size <= ObjectPage.largestObject else { return nil }
        self.size = size
        modified = Self.modified(answer)
        md5 = answer.headers["x-amz-meta-md5chksum"].flatMap(Self.hash) ?? answer.etag.flatMap { Self.md5(of: $0) }
    }

    /// When the contents of an object changed last, by what its owner has noted down, or by when they were put there.
    static func modified(_ answer: HTTPAnswer) -> Timestamp? {
        let noted = answer.headers["x-amz-meta-mtime"].flatMap { Timestamp(decimalSeconds: $0) }
        return noted ?? answer.lastModified.map { Timestamp(seconds: $0) }
    }

    /// The MD5 that an entity tag is, of what was not written in parts.
    static func md5(of tag: String) -> String? {
        let tag = tag.lowercased().filter { $0 != "\"" }
        return tag.wholeMatch(of: #/[0-9a-f]{32}/#) == nil ? nil : tag
    }

    /// A hash in Base64, as headers have it; `nil` where the text is none in hexadecimal.
    static func base64(_ hash: String) -> String? {
        let digits = Array(hash.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 32, hash.utf8.count == 32 else { return nil }
        return Data(stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
            .base64EncodedString()
    }

    /// The hash that Base64 text means.
    private static func hash(_ text: String) -> String? {
        guard let bytes = Data(base64Encoded: text), bytes.count == 16 else { return nil }
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
