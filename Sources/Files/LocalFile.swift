internal import Glibc

/// A regular file on a disk of this machine, open for as long as this lives.
public final class LocalFile: RandomAccessFile {
    /// The path, and what the file system said of it when it was opened.
    public let identity: FileIdentity
    /// The file's size when it was opened.
    public let size: Int
    private let descriptor: Int32

    /// Opens the file at `path`.
    ///
    /// - Throws: ``ReadingError`` where there is none, or it is no regular file.
    public init(_ path: String) throws(ReadingError) {
        // Not waiting: a named pipe would make open wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure }
        do throws(ReadingError) {
            var buffer = stat()
            guard fstat(descriptor, &buffer) == 0 else { throw Self.failure }
            let status = FileStatus(buffer)
            guard status.kind == .file else { throw .unreadable("it is not a regular file") }
            size = status.size
            identity = FileIdentity(
                name: path, version: .status(status.identity, size: status.size, modified: status.modified))
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Reads the bytes in `range`, wherever other readers of the file are.
    public func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] {
        var failure: ReadingError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let count = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, range.count - filled,
                    off_t(range.lowerBound + filled))
                if count < 0 && errno == EINTR { continue }
                if count < 0 {
                    failure = Self.failure
                    return
                }
                if count == 0 {
                    // Somebody has shortened the file since it was opened.
                    failure = .truncated(offset: range.lowerBound, end: range.lowerBound + filled)
                    return
                }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private static var failure: ReadingError { .unreadable(String(cString: strerror(errno))) }
}
