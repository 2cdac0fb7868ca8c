internal import Glibc

/// A lock between processes, held by the kernel for as long as the file is open.
///
/// It ends with its process, however that ends; no process number or age is ever judged. The file's text names the
/// holder for whoever comes second.
public struct FileLock: ~Copyable, Sendable {
    /// Who holds the lock already.
    public struct Held: Error, Hashable, Sendable {
        /// What the holder wrote about itself.
        public let holder: String
    }

    /// What taking a lock led to.
    public enum Failure: Error, Hashable, Sendable {
        /// Another process has it.
        case held(Held)
        /// The lock file could not be used.
        case file(FileError)
    }

    /// What a process that has died wrote about itself into the file; empty where none has.
    public let abandoned: String
    private let folder: OpenFolder
    private let name: String
    private let descriptor: Int32
    private let entry: TemporaryRegistry.Entry

    /// Takes the lock at once or says who has it. `holder` is a line for others to read; a private lock is for this user
    /// only.
    public init(at path: String, holder: String, isPrivate: Bool = false) throws(Failure) {
        let folder = try Self.folder(of: path)
        let name = Path.name(of: path)
        let (descriptor, entry) = try Self.take(path, name, in: folder, mode: isPrivate ? 0o600 : 0o644)
        abandoned = Self.text(of: descriptor)
        ftruncate(descriptor, 0)
        _ = holder.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        (self.name, self.descriptor, self.entry) = (name, descriptor, entry)
        self.folder = folder
    }

    deinit {
        // In one step: whoever comes next may make a file of that name at any time.
        TemporaryRegistry.drop(entry) { Self.remove(name, in: folder.descriptor, if: descriptor) }
        close(descriptor)
    }

    /// Adds a line for those who find the file when its process has died.
    public func add(_ line: String) {
        let end = lseek(descriptor, 0, SEEK_END)
        _ = ("\n" + line).withCString { pwrite(descriptor, $0, strlen($0), max(end, 0)) }
    }

    private static func folder(of path: String) throws(Failure) -> OpenFolder {
        do { return try OpenFolder(Path.folder(of: path)) } catch {
            throw .file(FileError("lock", path, error.reason))
        }
    }

    private static func take(
        _ path: String, _ name: String, in folder: borrowing OpenFolder, mode: UInt32
    ) throws(Failure) -> (descriptor: Int32, entry: TemporaryRegistry.Entry) {
        while true {
            let file: Int32
            do throws(FileError) { file = try open(name, in: folder, mode) } catch { throw .file(error) }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                let text = Self.text(of: file)
                close(file)
                if code == EWOULDBLOCK { throw .held(Held(holder: String(text.prefix { $0 != "\n" }))) }
                throw .file(FileError("lock", path, .system(code)))
            }
            do throws(FileError) {
                // The holder before us may have removed the file between our open and our lock: then ours is nobody's.
                if try isStill(file, name, in: folder) {
                    let parent = folder.descriptor
                    let (_, entry) = try TemporaryRegistry.make {
                        () throws(FileError) -> (Int32, removal: @Sendable () -> Void) in
                        (file, { remove(name, in: parent, if: file) })
                    }
                    return (file, entry)
                }
                close(file)
            } catch {
                close(file)
                throw .file(error)
            }
        }
    }

    private static func open(
        _ name: String, in folder: borrowing OpenFolder, _ mode: UInt32
    ) throws(FileError) -> Int32 {
        let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        var file = openat(folder.descriptor, name, O_CREAT | O_RDWR | flags, mode_t(mode))
        // Another user's lock can be asked for all the same.
        if file < 0, errno == EACCES { file = openat(folder.descriptor, name, O_RDONLY | flags) }
        if file >= 0 { return file }
        let error = FileError("lock", folder.path(of: name))
        guard let status = try folder.status(of: name) else { throw error }
        throw FileError("lock", folder.path(of: name), flaw(of: status) ?? error.reason)
    }

    /// Whether the open file still has the name; an error where it is not one that canopy makes.
    private static func isStill(
        _ file: Int32, _ name: String, in folder: borrowing OpenFolder
    ) throws(FileError) -> Bool {
        var own = stat()
        guard fstat(file, &own) == 0, own.st_nlink > 0, let named = try folder.status(of: name) else { return false }
        if let flaw = flaw(of: FileStatus(own)) { throw FileError("lock", folder.path(of: name), flaw) }
        return named.identity == FileStatus(own).identity
    }

    /// Why the file is not one that this user's canopy has made. A file that has other names is somebody's.
    private static func flaw(of status: FileStatus) -> FileError.Reason? {
        if status.kind == .link || status.names > 1 { return .link }
        if status.kind != .file { return .taken }
        return status.owner == HostLimits.user ? nil : .stranger(status.owner)
    }

    private static func remove(_ name: String, in folder: Int32, if file: Int32) {
        var own = stat()
        var named = stat()
        guard fstat(file, &own) == 0, fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0,
            own.st_ino == named.st_ino, own.st_dev == named.st_dev
        else { return }
        unlinkat(folder, name, 0)
    }

    private static func text(of descriptor: Int32) -> String {
        let text = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, 512, 0))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
