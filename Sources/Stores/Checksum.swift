public import Diagnostics
internal import Files
internal import Hashing

/// The hashes of a file in lower-case hexadecimal, both from one read.
public struct Checksum: Hashable, Sendable, Codable {
    /// What object stores compare.
    public let md5: String
    /// What readers check.
    public let sha256: String

    /// Reads the file at `path`.
    public init(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) {
        var md5 = try Self.begin(.md5)
        var sha256 = try Self.begin(.sha256)
        try Self.stream(path, progress) { MessageDigest.update(&md5, &sha256, $0) }
        self.md5 = md5.hexadecimal()
        self.sha256 = sha256.hexadecimal()
    }

    /// The MD5 alone.
    public static func md5(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) -> String {
        try hash(.md5, path, progress)
    }

    /// The MD5 of bytes in memory.
    public static func md5(of bytes: [UInt8]) throws(StoreError) -> String { try hash(.md5, bytes) }

    /// The SHA-256 of bytes in memory.
    static func sha256(of bytes: [UInt8]) throws(StoreError) -> String { try hash(.sha256, bytes) }

    private static func hash(
        _ function: MessageDigest.Function, _ bytes: [UInt8]
    ) throws(StoreError) -> String {
        var digest = try begin(function)
        bytes.withUnsafeBytes { digest.update($0) }
        return digest.hexadecimal()
    }

    /// The SHA-256 alone, which takes a third of the time of both: processors have instructions for it.
    public static func sha256(ofFileAt path: String, progress: Progress = Progress()) throws(StoreError) -> String {
        try hash(.sha256, path, progress)
    }

    private static func hash(
        _ function: MessageDigest.Function, _ path: String, _ progress: Progress
    ) throws(StoreError) -> String {
        var digest = try begin(function)
        try stream(path, progress) { digest.update($0) }
        return digest.hexadecimal()
    }

    static func begin(_ function: MessageDigest.Function) throws(StoreError) -> MessageDigest {
        guard let digest = MessageDigest(function) else { throw .noHash("\(function)") }
        return digest
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
