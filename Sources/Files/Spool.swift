internal import Synchronization

#if canImport(Glibc)
    internal import CFiles
    internal import Glibc
#elseif canImport(Musl)
    internal import CFiles
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

    /// Moves a run of bytes to the end of a file, in the kernel where the file system can. Bytes can be moved once: their
    /// place on the disk and in memory is given back as they go, so that together both files take up little more than one.
    public func move(_ range: Range<Int>, to output: borrowing AppendedFile) throws(FileError) {
        var rest = range
        while !rest.isEmpty {
            let piece = rest.prefix(Self.piece)
            try output.append(piece, of: descriptor)
            giveBack(piece)
            rest = rest.dropFirst(Self.piece)
        }
    }

    /// How many bytes are moved before their place is given back.
    private static let piece = 4 << 20
    /// What file systems give back is whole blocks, of this many bytes or fewer nearly everywhere.
    private static let block = 4096

    private func giveBack(_ range: Range<Int>) {
        #if os(Linux)
            let start = (range.lowerBound + Self.block - 1) / Self.block * Self.block
            let end = range.upperBound / Self.block * Self.block
            // File systems that cannot do it keep the bytes until the spool goes.
            if start < end { _ = fallocate(descriptor, CInt(CANOPY_PUNCH_HOLE), start, end - start) }
        #endif
    }
}
