internal import XML

/// A page of the listing of a bucket.
///
/// See: [ListObjects](https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html), of both versions the one that
/// all services know.
struct ObjectPage: Sendable {
    /// An object, by its key from the prefix on.
    struct Object: Sendable {
        let key: String
        /// Bytes.
        let size: Int
        let md5: String?
    }

    /// What lies there. Empty objects that stand for folders are none.
    private(set) var objects: [Object] = []
    /// What keys have in common up to the next slash, without it.
    private(set) var folders: [String] = []
    /// Where the next page begins: behind this name.
    private(set) var next: String?

    /// Bytes that an object has at most: 5 TiB, as S3 has it. Room is made, and numbers are added, by what a service says.
    ///
    /// See: [Amazon S3 quotas](https://docs.aws.amazon.com/general/latest/gr/s3.html).
    static let largestObject = 5 << 40

    var isEmpty: Bool { objects.isEmpty && folders.isEmpty }

    /// The page that a service sent when it was asked for what begins with `prefix` and comes after `marker`; `nil` where it is
    /// none, or one of something else.
    init?(_ bytes: [UInt8], prefix: String, after marker: String?) {
        let reader = Reader()
        do throws(XMLError) {
            let stream = try XMLStream(reader)
            try stream.read(bytes)
            try stream.end()
        } catch { return nil }
        guard reader.isListing, !reader.isEncoded else { return nil }
        for found in reader.found {
            guard found.key.utf8.starts(with: prefix.utf8) else { return nil }
            let key = String(found.key.utf8.dropFirst(prefix.utf8.count)) ?? ""
            if found.isFolder {
                guard key.utf8.last == UInt8(ascii: "/") else { return nil }
                folders.append(String(key.utf8.dropLast()) ?? "")
            } else if key.isEmpty || key.utf8.last == UInt8(ascii: "/") {
                guard found.size == 0 else { return nil }
            } else {
                guard let size = found.size, size <= Self.largestObject else { return nil }
                objects.append(Object(key: key, size: size, md5: found.tag.flatMap { ObjectHead.md5(of: $0) }))
            }
        }
        guard reader.isTruncated else { return }
        // Without folders services leave out what the last name says anyway.
        guard let last = reader.next ?? reader.found.map(\.key).max(by: Self.comesBefore) else { return nil }
        // A listing that does not go on would go on for ever.
        if let marker, !Self.comesBefore(marker, last) { return nil }
        next = last
    }

    private static func comesBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private final class Reader: XMLVisitor {
        struct Found {
            var key = ""
            var isFolder = false
            var size: Int?
            var tag: String?
        }

        private var path: [String] = []
        private var current = Found()
        var found: [Found] = []
        var isListing = false
        var isEncoded = false
        var isTruncated = false
        var next: String?

        func begin(_ name: String, _ attributes: [String: String]) throws(XMLError) -> Bool {
            path.append(name)
            if path.count == 1 { isListing = name == "ListBucketResult" }
            if path.count == 2 { current = Found(isFolder: name == "CommonPrefixes") }
            return path.count <= 3
        }

        func end(_ name: String, _ text: String) throws(XMLError) {
            switch path.dropFirst().joined(separator: "/") {
            case "IsTruncated": isTruncated = text == "true"
            case "NextMarker": next = text.isEmpty ? nil : text
            case "EncodingType": isEncoded = true
            case "Contents/Key", "CommonPrefixes/Prefix": current.key = text
            case "Contents/Size": current.size = text.wholeMatch(of: #/[0-9]{1,18}/#) == nil ? nil : Int(text)
            case "Contents/ETag": current.tag = text
            case "Contents", "CommonPrefixes": found.append(current)
            default: break
            }
            path.removeLast()
        }
    }
}
