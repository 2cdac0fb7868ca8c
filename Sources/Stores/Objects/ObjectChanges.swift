internal import Diagnostics
internal import Files
internal import HTTP
internal import XML

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Files that one request brings to their place.
extension ObjectPlace {
    /// Bytes of a file that is sent by one request, as rclone does it, too, and has no parts yet whose hash would be no MD5; and
    /// of one that the service copies while somebody waits for its answer.
    static let (longestSent, longestCopied) = (200 << 20, 64 << 20)
    /// Bytes of a file that is read before it is sent: what is signed then is what is sent.
    private static let longestHeld = 4 << 20

    /// What files are called that are sent: rclone has names for more.
    private static let mediaTypes = [
        ".tif": "image/tiff", ".png": "image/png", ".json": "application/json", ".html": "text/html; charset=utf-8",
    ]

    /// Brings a file of this machine to `key`, replacing what is there; `nil` where rclone is to do so. The service has compared
    /// the MD5 that was sent along, and tells the same one where that is not hidden from it by encryption.
    ///
    /// See: [ETag](https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html).
    func store(
        _ path: String, as key: StoreKey, _ progress: Progress, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Verification? {
        let type = Self.mediaTypes.first { key.name.lowercased().hasSuffix($0.key) }?.value
        guard let type, Self.isPlain(key.text) else { return nil }
        let url = service.url(bucket: bucket, key: top + key.text)
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            guard let file = try mapError(to: StoreError.file, try FileStatus(of: path)), file.size <= Self.longestSent,
                // rclone has a way of its own to note down moments before 1970.
                file.modified.seconds >= 0, let sent = try Self.content(of: path, file.size, progress)
            else { return nil }
            var headers = ["content-type": type, "x-amz-meta-mtime": file.modified.decimalSeconds]
            headers["content-md5"] = ObjectHead.base64(sent.md5)
            let change = HTTPRequest.Change(sent.content, sha256: sent.sha256, headers: headers)
            return try service.ask(
                1, sent: { if $0 > 0 { progress(Double($0) / Double(file.size)) } }, stopped,
                { _ in HTTPRequest(url: url, change, most: Self.longestAnswer) }
            ) {
                verdict($1) { answer -> Verification? in
                    answer.status == 200 && Self.tells(sent.md5, answer) ? .md5 : nil
                }
            }.first
        }
    }

    /// Whether an answer tells of an object with that MD5, or of one whose tag is no MD5.
    private static func tells(_ md5: String, _ answer: HTTPAnswer) -> Bool {
        answer.etag.flatMap { ObjectHead.md5(of: $0) } == md5
            || answer.headers["x-amz-server-side-encryption"]?.hasPrefix("aws:kms") == true
    }

    /// What is sent of a file, and its hashes: of large ones the one that the service has to compare.
    private static func content(
        of path: String, _ size: Int, _ progress: Progress
    ) throws(StoreError) -> (content: HTTPRequest.Change.Content, md5: String, sha256: String?)? {
        if size > longestHeld {
            let md5 = try Checksum.md5(ofFileAt: path, progress: Progress(cancellation: progress.cancellation))
            return (.file(path, size: size), md5, nil)
        }
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)), bytes.count == size else { return nil }
        let content = [UInt8](bytes)
        return (.bytes(content), try Checksum.md5(of: content), try Checksum.sha256(of: content))
    }

    /// Has the service copy an object of any of its buckets to `key`, replacing what is there. Whether it says that it has;
    /// `nil` where rclone is to have it do so.
    ///
    /// - Parameter source: The bucket and the key, with a slash between them.
    func copy(
        _ source: String, of size: Int, to key: StoreKey, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Bool? {
        guard size <= Self.longestCopied, Self.isPlain(key.text), Self.isPlain(source) else { return nil }
        let url = service.url(bucket: bucket, key: top + key.text)
        let change = HTTPRequest.Change(headers: ["x-amz-copy-source": "/" + service.encoded(source)])
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            try service.ask(1, stopped, { _ in HTTPRequest(url: url, change, most: Self.longestAnswer) }) {
                // A failure may be told behind a status that says otherwise.
                verdict($1) { $0.status == 200 && Outermost.name(in: $0.bytes) == "CopyObjectResult" ? true : nil }
            }.first
        }
    }

    /// Bytes that an answer to a change has at most.
    private static let longestAnswer = 64 << 10
}

/// The name of a document's outermost element.
private final class Outermost: XMLVisitor {
    private(set) var name: String?

    func begin(_ name: String, _ attributes: [String: String]) throws(XMLError) -> Bool {
        self.name = self.name ?? name
        return false
    }

    func end(_ name: String, _ text: String) throws(XMLError) {}

    /// `nil` where the bytes are no document.
    static func name(in bytes: [UInt8]) -> String? {
        let outermost = Outermost()
        do throws(XMLError) {
            let stream = try XMLStream(outermost)
            try stream.read(bytes)
            try stream.end()
        } catch { return nil }
        return outermost.name
    }
}
