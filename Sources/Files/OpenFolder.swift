internal import Glibc

/// A folder that is held open: what is done in it by name is done in this very folder, wherever its path leads by then,
/// and never through a link of that name.
public struct OpenFolder: ~Copyable, Sendable {
    /// The path that it was opened by, for messages.
    public let path: String
    let descriptor: Int32

    /// The folder that `path` leads to, through links as well: for places that a user named.
    public init(_ path: String) throws(FileError) { try self.init(path, to: "use the folder") }

    init(_ path: String, to action: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(action, path) }
        self.init(descriptor, path)
    }

    /// A folder further down, made as far as it is missing. Only the way to `root` may lead through links.
    public init(_ names: [String], below root: String) throws(FileError) {
        try Folder.make(root)
        var folder = try OpenFolder(root)
        for name in names { folder = try folder.makeFolder(name) }
        self = folder
    }

    /// The folder at `path`, made if it is missing; where the path ends in a link, one that this user or the owner of the
    /// folder that it lies in made.
    public init(orOwnLink path: String) throws(FileError) {
        try Folder.make(path)
        let name = Path.name(of: path)
        if ["", ".", ".."].contains(name) {
            try self.init(path)
        } else {
            self = try OpenFolder(Path.folder(of: path)).makeFolder(orOwnLink: name)
        }
    }

    init(_ descriptor: Int32, _ path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The same folder, held once more.
    func another() throws(FileError) -> OpenFolder {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileError("use the folder", path) }
        return OpenFolder(copy, path)
    }

    /// A path that leads this process, its libraries included, into this very folder, whatever becomes of its name; where
    /// the system has none, the path that it was opened by.
    var heldPath: String {
        let held = "/proc/self/fd/\(descriptor)"
        guard let there = try? FileStatus(of: held), let own = try? status else { return path }
        return there.identity == own.identity ? held : path
    }

    /// The path of something in it, for messages and for those who take paths only.
    public func path(of name: String) -> String { (path == "/" ? "" : path) + "/" + name }

    /// What a file system says of the folder itself.
    public var status: FileStatus {
        get throws(FileError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw FileError("look at", path) }
            return FileStatus(status)
        }
    }

    /// What stands at `name`, a link taken for a link; `nil` where there is nothing.
    public func status(of name: String) throws(FileError) -> FileStatus? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw FileError("look at", path(of: name))
        }
        return FileStatus(status)
    }

    /// The folder of that name; a link is refused.
    public func folder(_ name: String) throws(FileError) -> OpenFolder {
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard child >= 0 else {
            let error = FileError("use the folder", path(of: name))
            if try status(of: name)?.kind == .link { throw FileError("use the folder", path(of: name), .link) }
            throw error
        }
        let folder = OpenFolder(child, path(of: name))
        // Where everybody may make folders, one that neither this user nor the place's owner made is anybody's.
        let (own, place) = (try folder.status, try status)
        if place.isWritableByAll, ![HostLimits.user, place.owner].contains(own.owner) {
            throw FileError("use the folder", path(of: name), .stranger(own.owner))
        }
        return folder
    }

    /// The folder of that name, made if it is missing; a link is refused.
    public func makeFolder(_ name: String) throws(FileError) -> OpenFolder {
        guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else {
            throw FileError("make the folder", path(of: name))
        }
        return try folder(name)
    }

    /// The same for a folder that is this user's and that nobody else may look into; `isNew` is whether it was made.
    func makePrivateFolder(_ name: String, isNew: inout Bool) throws(FileError) -> OpenFolder {
        isNew = mkdirat(descriptor, name, 0o700) == 0
        guard isNew || errno == EEXIST else { throw FileError("make the folder", path(of: name)) }
        let folder = try folder(name)
        let owner = try folder.status.owner
        guard owner == HostLimits.user else {
            throw FileError("use the folder", path(of: name), .stranger(owner))
        }
        guard isNew || fchmod(folder.descriptor, 0o700) == 0 else {
            throw FileError("make private the folder", path(of: name))
        }
        return folder
    }

    /// The same for a name that a link may have: one that this user or the folder's owner made. Anybody may make links in
    /// folders that everybody may write to.
    public func makeFolder(orOwnLink name: String) throws(FileError) -> OpenFolder {
        guard let link = try status(of: name), link.kind == .link else { return try makeFolder(name) }
        let owner = try status.owner
        guard link.owner == HostLimits.user || link.owner == owner else {
            throw FileError("use the folder", path(of: name), .link)
        }
        return try OpenFolder(path(of: name))
    }

    /// The names in it.
    public func names() throws(FileError) -> Folder.Names { try Folder.names(of: descriptor, path) }

    /// Removes the file or link of that name; where there is nothing, there is nothing to do.
    public func removeFile(_ name: String) throws(FileError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw FileError("remove", path(of: name))
        }
    }

    /// Removes what has that name, a folder with all that is in it, as far as that goes. Links go, never what they lead to.
    public func removeTree(_ name: String) { Folder.removeTree(name, in: descriptor) }
}
