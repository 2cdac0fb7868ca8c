internal import Crypto
public import Files

/// The hashes of a file in lower-case hexadecimal, both from one read.
public struct Checksum: Hashable, Sendable, Codable {
    /// What object stores compare.
    public let md5: String
    /// What readers check.
    public let sha256: String

    /// Reads the file at `path`.
    public init(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) {
        var md5 = Insecure.MD5()
        var sha256 = SHA256()
        try Self.stream(path, progress) { bytes in
            md5.update(bufferPointer: bytes)
            sha256.update(bufferPointer: bytes)
        }
        self.md5 = Self.text(md5.finalize())
        self.sha256 = Self.text(sha256.finalize())
    }

    /// The MD5 alone.
    public static func md5(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) -> String {
        try hash(Insecure.MD5.self, path, progress)
    }

    /// The SHA-256 alone, which takes a third of the time of both: processors have instructions for it.
    public static func sha256(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) -> String {
        try hash(SHA256.self, path, progress)
    }

    private static func hash<Hash: HashFunction>(
        _ type: Hash.Type, _ path: String, _ progress: Progress
    ) throws(StoreError) -> String {
        var hash = Hash()
        try stream(path, progress) { hash.update(bufferPointer: $0) }
        return text(hash.finalize())
    }

    private static func text(_ digest: some Digest) -> String {
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func stream(
        _ path: String, _ progress: Progress, update: (UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) {
        var isFinished = false
        do {
            let size = try FileStatus(of: path)?.size ?? 0
            var done = 0
            isFinished = try FileReader.forEachPiece(of: path) { bytes in
                update(bytes)
                done += bytes.count
                progress(Double(done) / Double(max(size, done)))
                return !progress.isCancelled
            }
        } catch { throw .file(error) }
        guard isFinished else { throw .cancelled }
    }
}
