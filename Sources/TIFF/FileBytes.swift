#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The bytes of a file, open for as long as this lives.
public final class FileBytes: ByteSource, Sendable {
    private let descriptor: Int32
    /// The file's size when it was opened.
    public let byteCount: Int

    /// Opens a regular file.
    public init(path: String) throws(TIFFError) {
        // Not waiting: a named pipe would make open wait for a writer.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            byteCount = 0
            throw .unreadable(Self.reason)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            byteCount = 0
            throw .unreadable(Self.reason)
        }
        byteCount = Int(status.st_size)
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is not a regular file") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads the bytes in `range`, wherever other readers of the file are.
    public func read(_ range: Range<Int>) throws(TIFFError) -> [UInt8] {
        var failure: TIFFError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let count = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, range.count - filled,
                    off_t(range.lowerBound + filled))
                if count < 0 && errno == EINTR { continue }
                if count < 0 {
                    failure = .unreadable(Self.reason)
                    return
                }
                if count == 0 {
                    // Somebody has shortened the file since it was opened.
                    failure = .truncated(
                        what: "what was read", offset: UInt64(range.lowerBound), fileSize: range.lowerBound + filled)
                    return
                }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
