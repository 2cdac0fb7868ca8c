internal import Glibc

/// A hidden folder beside a target, on the same disk, for files that get their names when they are whole. It goes with
/// all that is left in it.
///
/// Nobody else may look into it. A lock in it, which the kernel holds for as long as its process lives, tells it from those
/// that killed processes left behind: see ``Leftovers``.
public struct ScratchFolder: ~Copyable, Sendable {
    /// The path, for other programs.
    public let path: String
    private let name: String
    private let parent: OpenFolder
    private let folder: OpenFolder
    private let lock: Int32
    private let entry: TemporaryRegistry.Entry

    /// Makes a folder in the folder at `parent`, which must be there, once what dead processes left there is removed.
    public init(in parent: String) throws(FileError) {
        try self.init(in: try OpenFolder(parent, to: "make a file in"))
    }

    init(in parent: borrowing OpenFolder) throws(FileError) {
        Leftovers.removeOnce(in: parent)
        let parent = try parent.another()
        var (made, entry) = try Self.make(in: parent)
        // Who looks for leftovers may come between making a folder and locking it, and takes it for one.
        while made.lock == nil {
            TemporaryRegistry.drop(entry)
            (made, entry) = try Self.make(in: parent)
        }
        name = made.name
        path = parent.path(of: made.name)
        folder = OpenFolder(made.folder, path)
        lock = made.lock ?? -1
        self.parent = parent
        self.entry = entry
    }

    deinit {
        parent.removeTree(name)
        TemporaryRegistry.drop(entry)
        close(lock)
    }

    /// The path of a file in it for this process, which leads into this very folder whatever becomes of its name.
    public func inside(_ name: String) -> String { folder.heldPath + "/" + name }

    var open: Int32 { folder.descriptor }

    /// The name of the lock in it.
    static let lockName = ".lock"

    private struct Made {
        let name: String
        let folder: Int32
        let lock: Int32?
    }

    private static func make(in parent: borrowing OpenFolder) throws(FileError) -> (Made, TemporaryRegistry.Entry) {
        let (descriptor, path) = (parent.descriptor, parent.path)
        return try TemporaryRegistry.make { () throws(FileError) -> (Made, removal: @Sendable () -> Void) in
            let name = Path.name(of: Path.temporary(in: ""))
            guard mkdirat(descriptor, name, 0o700) == 0 else { throw FileError("make a file in", path) }
            let removal = { @Sendable in Folder.removeTree(name, in: descriptor) }
            let folder = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else {
                if errno == ENOENT { return (Made(name: name, folder: -1, lock: nil), removal) }
                throw FileError("make a file in", path)
            }
            let lock = openat(folder, lockName, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if lock >= 0, hold(lock) { return (Made(name: name, folder: folder, lock: lock), removal) }
            let code = errno
            close(folder)
            if lock >= 0 { close(lock) }
            if [EEXIST, ENOENT, EWOULDBLOCK].contains(code) {
                return (Made(name: name, folder: -1, lock: nil), removal)
            }
            removal()
            throw FileError("make a file in", path, .system(code))
        }
    }

    /// Locks a new file; whether it is ours, else the system's error number is set.
    private static func hold(_ lock: Int32) -> Bool {
        var status = stat()
        // File systems without locks have nobody who could take it from us: who looks for leftovers cannot lock it either.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else { return false }
        guard fstat(lock, &status) == 0 else { return false }
        if status.st_nlink == 0 { errno = ENOENT }
        return status.st_nlink > 0
    }
}
