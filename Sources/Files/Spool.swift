internal import CFiles
internal import Glibc
internal import Synchronization
internal import Threads

/// A scratch file beside a target that only ever grows, by any number of threads at once. It has no name, so that it goes
/// with its process.
public final class Spool: Sendable {
    private let target: String
    private let descriptor: Int32
    private let end = Atomic<Int>(0)

    /// An empty file in the folder of `target`.
    public init(beside target: String) throws(FileError) {
        self.target = target
        // The name goes with the folder.
        let folder = try ScratchFolder(in: Path.folder(of: target))
        descriptor = open(folder.inside("spool"), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("write", target) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds bytes and tells where they begin.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) -> Int {
        let start = end.add(bytes.count, ordering: .relaxed).oldValue
        try Copy.writeAll(bytes, to: descriptor, at: start, target)
        return start
    }

    /// Moves what `body` asks for into the file at `path`, which is there already and empty.
    ///
    /// What is moved is given back to the disk as it goes, so that together both files take up little more than one; and
    /// the disk begins to take the file, so that there is little left to wait for in the end. Both happen behind the
    /// copying, where there is a second thread for it.
    public func move(
        to path: String, threads: Int,
        _ body: @escaping @Sendable (_ target: borrowing Target) throws(FileError) -> Void
    ) throws(FileError) {
        let moved = Monitor(Moved())
        let hasFollower = threads > 1
        let copy: @Sendable () -> Void = { [self] in
            do throws(FileError) {
                try body(
                    Target(file: try AppendedFile(at: path, for: target), spool: self, moved: hasFollower ? moved : nil)
                )
            } catch {
                moved.update { $0.failure = error }
            }
            moved.update { $0.isWhole = true }
        }
        // The one who copies waits for nobody and may come first, where there are no more threads.
        Workers.run(hasFollower ? 2 : 1) { [self] worker in
            if worker > 0 || !hasFollower { copy() } else { follow(moved, path) }
        }
        if let failure = moved.update({ $0.failure }) { throw failure }
    }

    /// Where bytes are moved to.
    public struct Target: ~Copyable {
        fileprivate let file: AppendedFile
        fileprivate let spool: Spool
        /// `nil` where nobody follows.
        fileprivate let moved: Monitor<Moved>?

        /// Adds bytes at the end of the file.
        public borrowing func append(_ bytes: ArraySlice<UInt8>) throws(FileError) { try file.append(bytes) }

        /// Moves a run of the spool's bytes to the end of the file, in the kernel where the file system can. They can be
        /// moved once.
        public borrowing func move(_ range: Range<Int>) throws(FileError) {
            var rest = range
            while !rest.isEmpty {
                let piece = rest.prefix(Spool.piece)
                try file.append(piece, of: spool.descriptor)
                if let moved { moved.update { $0.ranges.append(piece) } } else { spool.giveBack(piece) }
                rest = rest.dropFirst(Spool.piece)
            }
        }
    }

    /// What has been moved and not yet been followed.
    fileprivate struct Moved {
        var ranges: [Range<Int>] = []
        var isWhole = false
        var failure: FileError?
    }

    /// How many bytes are moved before their place is given back.
    private static let piece = 4 << 20
    /// What file systems give back is whole blocks, of this many bytes or fewer nearly everywhere.
    private static let block = 4096

    private func follow(_ moved: Monitor<Moved>, _ path: String) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        defer { if file >= 0 { close(file) } }
        while true {
            let (ranges, isWhole) = moved.wait { moved in
                guard moved.isWhole || !moved.ranges.isEmpty else { return ([Range<Int>], Bool)?.none }
                defer { moved.ranges = [] }
                return (moved.ranges, moved.isWhole)
            }
            for range in ranges { giveBack(range) }
            // Nothing depends on it: the file is synchronized before it gets its name.
            if file >= 0 { _ = sync_file_range(file, 0, 0, UInt32(CANOPY_BEGIN_WRITING)) }
            if isWhole { return }
        }
    }

    private func giveBack(_ range: Range<Int>) {
        let start = (range.lowerBound + Self.block - 1) / Self.block * Self.block
        let end = range.upperBound / Self.block * Self.block
        // File systems that cannot do it keep the bytes until the spool goes.
        if start < end { _ = fallocate(descriptor, CInt(CANOPY_PUNCH_HOLE), start, end - start) }
    }
}
