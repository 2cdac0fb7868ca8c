public import Diagnostics
internal import Files
internal import Threads

/// A folder on this machine as a store.
///
/// A copy is made in the kernel where the file systems can, compared with its original by SHA-256 under its temporary
/// name, and only then given its own. That finds a source that changed meanwhile, a short copy and a faulty file
/// system; what the comparison reads may come from memory, so it does not test the disk. SHA-256 because processors
/// have instructions for it: it costs less than MD5. A copy keeps its original's modification time.
public struct LocalStore: Store {
    /// Which links are followed in the store. The way to its folder may always lead through links.
    public enum Links: Hashable, Sendable {
        /// All when it is read, none when it is written to.
        case reading
        /// Those that lead to something else in the store, when it is read. What others put into it publishes nothing else
        /// of this machine.
        case inside
        /// Besides, when it is written to, those at its top that this user or the folder's owner made, to another disk.
        case atTop
    }

    /// Where it is.
    public let location: StoreLocation
    private let root: String
    private let links: Links

    /// The store in the folder at `path`, which need not exist yet.
    public init(_ path: String, links: Links = .reading) {
        self.links = links
        // An empty path means the working folder everywhere else; keys appended to it must not begin with a slash.
        root = path.isEmpty ? "." : path
        location = StoreLocation(path: root)
    }

    /// Where the file at `key` lies, or would lie.
    public func localPath(of key: StoreKey) -> String? { path(of: key) }

    /// What `folder` holds.
    public func list(
        _ folder: StoreKey?, depth: Int, progress: Progress
    ) async throws(StoreError) -> StoreListing {
        try await runBlocking { () throws(StoreError) in
            if let folder { try confine(folder) }
            let first = try mapError(
                to: StoreError.file,
                try LocalWalk(
                    path(of: folder), key: folder, depth: depth, within: links == .inside ? Path.resolved(root) : nil))
            guard var walk = first else { throw .absent(folder.map(location.appending) ?? location) }
            repeat {
                if progress.isCancelled { throw .cancelled }
            } while walk.step()
            return walk.listing.sorted
        }
    }

    /// What stands at `key`. A device or a pipe counts as nothing.
    public func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? {
        try await runBlocking { () throws(StoreError) in
            try confine(key)
            guard let status = try mapError(to: StoreError.file, try FileStatus(of: path(of: key))) else { return nil }
            return switch status.kind {
            case .file: .file(StoreEntry(key: key, status))
            case .folder: .folder
            case .link, .special: nil
            }
        }
    }

    /// Copies the file at `key` to a path on this machine, replacing what is there.
    public func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        try await runBlocking { () throws(StoreError) in
            try confine(key)
            try mapError(to: StoreError.file, try Folder.make(Path.folder(of: path)))
            let folder = try mapError(to: StoreError.file, try OpenFolder(Path.folder(of: path)))
            return try copy(self.path(of: key), to: Path.name(of: path), in: folder, replacing: true, progress)
        }
    }

    /// Copies a file on this machine to `key`.
    public func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        try await runBlocking { () throws(StoreError) in
            try copy(path, to: key.name, in: try folder(of: key), replacing: replacing, progress)
        }
    }

    /// Where the file at `key` will lie, its folder made.
    func place(for key: StoreKey) throws(StoreError) -> String { try folder(of: key).path(of: key.name) }

    /// Removes the file at `key`, or the link that stands there. Its folder stays, also where that leaves it empty:
    /// another task may be about to write there.
    public func remove(_ key: StoreKey) async throws(StoreError) {
        try await runBlocking { () throws(StoreError) in
            guard Path.isFolder(root) else { return }
            var folder = try mapError(to: StoreError.file, try OpenFolder(root))
            for name in key.folderNames {
                guard let status = try mapError(to: StoreError.file, try folder.status(of: name)) else { return }
                if status.kind == .link { throw .behindLink(location.appending(key)) }
                folder = try mapError(to: StoreError.file, try folder.folder(name))
            }
            try mapError(to: StoreError.file, try folder.removeFile(key.name))
        }
    }

    private func path(of key: StoreKey?) -> String {
        guard let key else { return root }
        return (root == "/" ? "" : root) + "/" + key.text
    }

    /// Refuses what links lead to elsewhere, where the store is not to be left.
    private func confine(_ key: StoreKey) throws(StoreError) {
        guard links == .inside, !Path.resolved(path(of: key)).lies(inFolder: Path.resolved(root)) else { return }
        throw .outside(location.appending(key))
    }

    /// The folder of `key`, made as far as it is missing.
    private func folder(of key: StoreKey) throws(StoreError) -> OpenFolder {
        try mapError(to: StoreError.file, try Folder.make(root))
        var folder = try mapError(to: StoreError.file, try OpenFolder(root))
        for (depth, name) in key.folderNames.enumerated() {
            folder = try mapError(
                to: StoreError.file,
                links == .atTop && depth == 0
                    ? try folder.makeFolder(orOwnLink: name) : try folder.makeFolder(name))
        }
        return folder
    }

    private static func output(
        _ name: String, in folder: consuming OpenFolder, replacing: Bool
    ) throws(StoreError) -> OutputFile {
        do { return try OutputFile(name, in: folder, overwrite: replacing) } catch { throw .file(error) }
    }

    private func copy(
        _ source: String, to name: String, in folder: consuming OpenFolder, replacing: Bool, _ progress: Progress
    ) throws(StoreError) -> Verification {
        guard let status = try mapError(to: StoreError.file, try FileStatus(of: source)), status.kind == .file else {
            throw .absent(StoreLocation(path: source))
        }
        if try mapError(to: StoreError.file, try folder.status(of: name))?.identity == status.identity {
            throw .same(StoreLocation(path: source))
        }
        let output = try Self.output(name, in: folder, replacing: replacing)

        let copying = progress.part(0...0.4)
        let isFinished = try mapError(
            to: StoreError.file,
            try Copy.contents(of: source, into: output.temporary, as: output.target) { copied in
                copying(Double(copied) / Double(max(status.size, 1)))
                return !progress.isCancelled
            })
        guard isFinished else { throw .cancelled }
        let original = try Checksum.sha256(ofFileAt: source, progress: progress.part(0.4...0.7))
        guard try Checksum.sha256(ofFileAt: output.temporary, progress: progress.part(0.7...1)) == original else {
            throw .corrupted(StoreLocation(path: source))
        }
        do { try output.commit() } catch { throw .file(error) }
        return .sha256
    }
}

extension String {
    /// Whether the resolved path is that folder's, or leads into it.
    func lies(inFolder folder: String) -> Bool {
        utf8.elementsEqual(folder.utf8) || utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
    }
}

extension StoreEntry {
    /// The file at `key` as its file system describes it.
    init(key: StoreKey, _ status: FileStatus) {
        self.init(key: key, size: status.size, modified: status.modified)
    }
}
