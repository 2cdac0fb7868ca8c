internal import Glibc

/// A file that appears whole or not at all.
///
/// It is written in a folder of its own beside its target and takes the target's name when it is committed. Dropped
/// without that, for whatever reason, it takes what was written with it.
public struct OutputFile: ~Copyable {
    /// The name the file will have.
    public let target: String
    /// The path it has while it is written. Only this process can use it.
    public let temporary: String
    private let name: String
    private let folder: OpenFolder
    /// `nil` where another program wrote the file.
    private let scratch: ScratchFolder?
    private let overwrite: Bool

    /// Makes an empty temporary beside `target`, which shows at once whether the folder can be written. None of `inputs`,
    /// of which the file is made, is overwritten by it.
    public init(at target: String, overwrite: Bool, inputs: [String] = []) throws(FileError) {
        let folder = try Self.place(of: target, inputs: inputs)
        try self.init(target, Path.name(of: target), in: folder, overwrite: overwrite)
    }

    /// The same for a name in an open folder.
    public init(_ name: String, in folder: consuming OpenFolder, overwrite: Bool) throws(FileError) {
        try self.init(folder.path(of: name), name, in: folder, overwrite: overwrite)
    }

    private init(
        _ target: String, _ name: String, in folder: consuming OpenFolder, overwrite: Bool
    ) throws(FileError) {
        try Self.check(target, name, in: folder, overwrite: overwrite)
        let scratch: ScratchFolder
        do { scratch = try ScratchFolder(in: folder) } catch { throw FileError("write", target, error.reason) }
        // 0666 less the umask: the permissions any new file has.
        let file = openat(scratch.open, "file", O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("write", target) }
        close(file)
        self.init(target, scratch.inside("file"), name, folder, scratch, overwrite)
    }

    /// Takes over a file that another program wrote, on the disk of the folder.
    public init(
        adopting temporary: String, as name: String, in folder: consuming OpenFolder, overwrite: Bool
    ) throws(FileError) {
        let target = folder.path(of: name)
        try Self.check(target, name, in: folder, overwrite: overwrite)
        self.init(target, temporary, name, folder, nil, overwrite)
    }

    private init(
        _ target: String, _ temporary: String, _ name: String, _ folder: consuming OpenFolder,
        _ scratch: consuming ScratchFolder?, _ overwrite: Bool
    ) {
        self.target = target
        self.temporary = temporary
        self.name = name
        self.folder = folder
        self.scratch = scratch
        self.overwrite = overwrite
    }

    /// What is known to be wrong with an output before anything is made.
    public static func check(_ target: String, overwrite: Bool, inputs: [String] = []) throws(FileError) {
        let folder = try place(of: target, inputs: inputs)
        try check(target, Path.name(of: target), in: folder, overwrite: overwrite)
    }

    private static func place(of target: String, inputs: [String]) throws(FileError) -> OpenFolder {
        try InputFiles(inputs).check(target)
        let folder = Path.folder(of: target)
        guard Path.isFolder(folder) else { throw FileError("write", target, .noFolder) }
        do { return try OpenFolder(folder) } catch { throw FileError("write", target, error.reason) }
    }

    private static func check(
        _ target: String, _ name: String, in folder: borrowing OpenFolder, overwrite: Bool
    ) throws(FileError) {
        guard try folder.status(of: name) != nil else { return }
        if Path.isFolder(target) { throw FileError("write", target, .system(EISDIR)) }
        if !overwrite { throw FileError("write", target, .exists) }
    }

    /// Makes `bytes` the file's contents.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        let file = open(temporary, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw FileError("write", target) }
        defer { close(file) }
        try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
            try Copy.writeAll(UnsafeRawBufferPointer(bytes), to: file, target)
        }
    }

    /// Puts `bytes` where they belong; others may come before or after.
    public func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let file = open(temporary, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw FileError("write", target) }
        defer { close(file) }
        try bytes.withUnsafeBufferPointer { (bytes) throws(FileError) in
            try Copy.writeAll(UnsafeRawBufferPointer(bytes), to: file, at: offset, target)
        }
    }

    /// Has the contents be as old as told. Nothing is written afterwards.
    public func setModified(_ time: Timestamp) throws(FileError) {
        let time = timespec(tv_sec: time.seconds, tv_nsec: time.nanoseconds)
        guard utimensat(AT_FDCWD, temporary, [time, time], AT_SYMLINK_NOFOLLOW) == 0 else {
            throw FileError("write", target)
        }
    }

    /// Gives the file its name, once its bytes are on the disk.
    public consuming func commit() throws(FileError) {
        let file = open(temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw FileError("write", target) }
        defer { close(file) }
        try Self.synchronize(file, for: target)
        if overwrite {
            try rename()
        } else if linkat(AT_FDCWD, temporary, folder.descriptor, name, 0) == 0 {
            // A link, unlike a rename, never replaces a file that came into being meanwhile.
            unlink(temporary)
        } else if errno == EEXIST {
            throw FileError("write", target, .exists)
        } else {
            // File systems without links.
            try rename()
        }
        try Self.synchronize(folder.descriptor, for: target)
    }

    /// Whatever had the name has it no more; where that was a link, what it led to stays as it is.
    private func rename() throws(FileError) {
        guard renameat(AT_FDCWD, temporary, folder.descriptor, name) == 0 else { throw FileError("write", target) }
    }

    /// Waits until what was written to a file, or the names in a folder, are on the disk.
    private static func synchronize(_ descriptor: Int32, for target: String) throws(FileError) {
        // EINVAL: file systems that cannot synchronise a folder.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError("write", target) }
    }
}
