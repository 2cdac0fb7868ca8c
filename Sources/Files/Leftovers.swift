internal import Glibc
internal import Synchronization

/// What processes that were killed left behind: temporaries and locks that nobody holds. The kernel ends a lock with its
/// process; no process number and no age is ever judged. What belongs to other users is theirs to remove.
public enum Leftovers {
    /// Where this process has looked already. Another folder may get a number that was another's before.
    private static let seen = Mutex<Set<Place>>([])

    private struct Place: Hashable {
        let path: String
        let identity: FileStatus.Identity
    }

    /// Removes them from the folder at `path`, if there is one, and all below it; links are not followed.
    public static func remove(below path: String) {
        guard let folder = try? OpenFolder(path) else { return }
        remove(below: folder)
    }

    /// The same for an open folder.
    public static func remove(below folder: borrowing OpenFolder) {
        remove(in: folder)
        guard let names = try? folder.names() else { return }
        for name in names.readable where !Path.isTemporary(name) {
            guard let child = try? folder.folder(name) else { continue }
            remove(below: child)
        }
    }

    /// The same for an open folder, at the first time that this process makes something there.
    static func removeOnce(in folder: borrowing OpenFolder) {
        guard let status = try? folder.status else { return }
        let place = Place(path: folder.path, identity: status.identity)
        if seen.withLock({ $0.insert(place).inserted }) { remove(in: folder) }
    }

    private static func remove(in folder: borrowing OpenFolder) {
        guard let names = try? folder.names() else { return }
        for name in names.readable where Path.isTemporary(name) {
            guard let status = try? folder.status(of: name), status.owner == HostLimits.user else { continue }
            switch status.kind {
            case .folder: removeFolder(name, in: folder)
            case .file: removeFile(name, in: folder)
            case .link, .special: break
            }
        }
    }

    private static func removeFolder(_ name: String, in folder: borrowing OpenFolder) {
        guard let scratch = try? folder.folder(name), (try? scratch.status.owner) == HostLimits.user else { return }
        // Its process may not have come to make the lock: then it finds ours and makes another folder.
        let lock = openat(
            scratch.descriptor, ScratchFolder.lockName, O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard lock >= 0 else { return }
        defer { close(lock) }
        if flock(lock, LOCK_EX | LOCK_NB) == 0 { folder.removeTree(name) }
    }

    /// Files that locks are taken on themselves; earlier versions knew no folders.
    private static func removeFile(_ name: String, in folder: borrowing OpenFolder) {
        let file = openat(folder.descriptor, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { try? folder.removeFile(name) }
    }
}
