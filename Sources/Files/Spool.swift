internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A scratch file beside a target that only ever grows, by any number of threads at once. It has no name, so that it goes
/// with its process.
public final class Spool: Sendable {
    private let target: String
    private let descriptor: Int32
    private let end = Atomic<Int>(0)

    /// An empty file in the folder of `target`.
    public init(beside target: String) throws(FileError) {
        self.target = target
        let path = Path.temporary(in: Path.folder(of: target))
        descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("write", target) }
        unlink(path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds bytes and tells where they begin.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) -> Int {
        let start = end.add(bytes.count, ordering: .relaxed).oldValue
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(start + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", target) }
            done += count
        }
        return start
    }

    /// Copies a run of bytes to the end of a file, in the kernel where the file system can.
    public func copy(_ range: Range<Int>, to output: borrowing AppendedFile) throws(FileError) {
        try output.append(range, of: descriptor)
    }
}
