#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file that appears whole or not at all.
///
/// It is written under a temporary name in the folder of its target and takes the target's name when it is committed.
/// Dropped without that, for whatever reason, it takes the temporary with it.
public struct OutputFile: ~Copyable {
    /// The name the file will have.
    public let target: String
    /// The name it has while it is written.
    public let temporary: String
    private let overwrite: Bool
    private var isPending = true

    /// Makes an empty temporary beside `target`, which shows at once whether the folder can be written.
    public init(at target: String, overwrite: Bool) throws(FileError) {
        try Self.check(target, overwrite: overwrite)
        let temporary = Path.temporary(in: Path.folder(of: target))
        Unfinished.add(temporary)
        // 0666 less the umask: the permissions any new file has.
        let file = open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
        guard file >= 0 else {
            let error = FileError("write", target)
            Unfinished.drop(temporary)
            throw error
        }
        close(file)
        self.init(temporary, target, overwrite)
    }

    /// Takes over a file that another program wrote, on the disk of `target`.
    public init(adopting temporary: String, as target: String, overwrite: Bool) throws(FileError) {
        try Self.check(target, overwrite: overwrite)
        Unfinished.add(temporary)
        self.init(temporary, target, overwrite)
    }

    private init(_ temporary: String, _ target: String, _ overwrite: Bool) {
        self.target = target
        self.temporary = temporary
        self.overwrite = overwrite
    }

    /// Finds what can be known to stand in the way of a file before it is made.
    public static func check(_ target: String, overwrite: Bool) throws(FileError) {
        guard Path.isFolder(Path.folder(of: target)) else { throw FileError("write", target, .noFolder) }
        if Path.isFolder(target) { throw FileError("write", target, .system(EISDIR)) }
        if !overwrite, Path.exists(target) { throw FileError("write", target, .exists) }
    }

    /// Makes `bytes` the file's contents.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        let file = open(temporary, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard file >= 0 else { throw FileError("write", target) }
        defer { close(file) }
        try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
            try Copy.writeAll(UnsafeRawBufferPointer(bytes), to: file, target)
        }
    }

    /// Gives the file its name, once its bytes are on the disk.
    public consuming func commit() throws(FileError) {
        try Path.synchronize(temporary, for: target)
        if overwrite {
            guard rename(temporary, target) == 0 else { throw FileError("write", target) }
        } else if link(temporary, target) == 0 {
            // A link, unlike a rename, never replaces a file that came into being meanwhile.
            unlink(temporary)
        } else if errno == EEXIST {
            throw FileError("write", target, .exists)
        } else {
            // File systems without links.
            guard rename(temporary, target) == 0 else { throw FileError("write", target) }
        }
        isPending = false
        try Path.synchronize(Path.folder(of: target), for: target)
    }

    deinit {
        if isPending { unlink(temporary) }
        Unfinished.drop(temporary)
    }
}
