internal import Glibc

/// A folder that one run works in. It goes with all that the run makes in it, however the run ends; what was there before
/// stays.
public struct RunFolder: ~Copyable, Sendable {
    /// The path.
    public let path: String
    /// Whether the run made it, so that nothing in it is anybody else's.
    public let isNew: Bool
    private let name: String
    private let parent: OpenFolder
    private let before: [String: FileStatus.Identity]
    /// `nil` where all of it is kept.
    private let entry: TemporaryRegistry.Entry?

    /// Makes the folder and those of the given paths in it; no link is followed, and all of them must be this user's.
    public init(
        _ name: String, with folders: [String], in parent: borrowing OpenFolder, keep: Bool
    ) throws(FileError) {
        let parent = try parent.another()
        var isNew = false
        let folder = try parent.makePrivateFolder(name, isNew: &isNew)
        let before = isNew ? [:] : Self.files(in: folder)
        let descriptor = parent.descriptor
        var entry: TemporaryRegistry.Entry?
        if !keep {
            entry = try TemporaryRegistry.make { () throws(FileError) -> (Void, removal: @Sendable () -> Void) in
                ((), { Self.removeNew(name, in: descriptor, but: before) })
            }.1
        }
        do throws(FileError) {
            for path in folders { try Self.makeFolders(path, in: folder) }
        } catch {
            if let entry { TemporaryRegistry.drop(entry) { Self.removeNew(name, in: descriptor, but: before) } }
            throw error
        }
        self.path = parent.path(of: name)
        self.isNew = isNew
        self.name = name
        self.before = before
        self.entry = entry
        self.parent = parent
    }

    deinit {
        guard let entry else { return }
        Self.removeNew(name, in: parent.descriptor, but: before)
        TemporaryRegistry.drop(entry)
    }

    private static func makeFolders(_ path: String, in folder: borrowing OpenFolder) throws(FileError) {
        var isNew = false
        var folder = try folder.another()
        for name in path.split(separator: "/") { folder = try folder.makePrivateFolder(String(name), isNew: &isNew) }
    }

    /// The files in a folder and those below it, by their paths.
    private static func files(
        in folder: borrowing OpenFolder, _ prefix: String = ""
    ) -> [String: FileStatus.Identity] {
        var files: [String: FileStatus.Identity] = [:]
        for name in (try? folder.names())?.readable ?? [] {
            guard let status = try? folder.status(of: name) else { continue }
            if status.kind == .folder, let child = try? folder.folder(name) {
                files.merge(Self.files(in: child, prefix + name + "/")) { $1 }
            } else {
                files[prefix + name] = status.identity
            }
        }
        return files
    }

    /// Removes the files that were not there before, and folders in which nothing is left.
    private static func removeNew(
        _ name: String, in parent: Int32, but before: [String: FileStatus.Identity], _ prefix: String = ""
    ) {
        if before.isEmpty { return Folder.removeTree(name, in: parent) }
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let folder = OpenFolder(descriptor, name)
        for name in (try? folder.names())?.readable ?? [] {
            guard let status = try? folder.status(of: name) else { continue }
            if status.kind == .folder {
                removeNew(name, in: descriptor, but: before, prefix + name + "/")
            } else if before[prefix + name] != status.identity {
                try? folder.removeFile(name)
            }
        }
        unlinkat(parent, name, AT_REMOVEDIR)
    }
}
