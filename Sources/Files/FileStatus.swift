internal import Glibc

/// What a file system says of a path.
public struct FileStatus: Hashable, Sendable {
    /// What stands there.
    public enum Kind: Hashable, Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A symbolic link; seen only where links are not followed.
        case link
        /// A device, a pipe, a socket.
        case special
    }

    /// Two paths with one identity lead to one file or folder.
    public struct Identity: Hashable, Sendable {
        fileprivate let device: UInt64
        fileprivate let number: UInt64
    }

    /// What stands there.
    public let kind: Kind
    /// Bytes.
    public let size: Int
    /// When the contents changed last.
    public let modified: Timestamp
    /// When anything of it changed last, its names and permissions included. No program can set it back.
    public let changed: Timestamp
    /// What tells it from every other file.
    public let identity: Identity
    /// The number of the user that it belongs to.
    public let owner: UInt32
    /// How many names it has. A file that has several is somebody else's file as well.
    public let names: Int
    /// Whether everybody may write it, or in it.
    public let isWritableByAll: Bool

    /// Looks at `path`, through links unless told otherwise; `nil` where there is nothing, or a link to nothing.
    public init?(of path: String, followingLinks: Bool = true) throws(FileError) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileError("look at", path)
        }
        self.init(status)
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
        size = Int(status.st_size)
        modified = Timestamp(status.st_mtim)
        changed = Timestamp(status.st_ctim)
        owner = status.st_uid
        identity = Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
        names = Int(status.st_nlink)
        isWritableByAll = status.st_mode & 0o002 != 0
    }
}

extension Timestamp {
    fileprivate init(_ time: timespec) { self.init(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec)) }
}
