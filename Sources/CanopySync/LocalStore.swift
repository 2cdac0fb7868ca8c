public import Files

/// A folder on this machine as a store.
///
/// A copy is made in the kernel where the file systems can, compared with its original by SHA-256 under its temporary
/// name, and only then given its own. That finds a source that changed meanwhile, a short copy and a faulty file
/// system; what the comparison reads may come from memory, so it does not test the disk. SHA-256 because processors
/// have instructions for it: it costs less than MD5. A copy keeps its original's modification time.
public struct LocalStore: Store {
    /// Where it is.
    public let location: StoreLocation
    private let root: String

    /// The store in the folder at `path`, which need not exist yet.
    public init(_ path: String) {
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
        try await onOwnThread { () throws(StoreError) in
            let first = try StoreError.wrap(
                try LocalWalk(path(of: folder), key: folder, depth: depth))
            guard var walk = first else { throw .absent(folder.map(location.appending) ?? location) }
            repeat {
                if progress.isCancelled { throw .cancelled }
            } while walk.step()
            return walk.listing.sorted
        }
    }

    /// What stands at `key`. A device or a pipe counts as nothing.
    public func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? {
        try await onOwnThread { () throws(StoreError) in
            guard let status = try StoreError.wrap(try FileStatus(of: path(of: key))) else { return nil }
            return switch status.kind {
            case .file: .file(StoreEntry(key: key, status))
            case .folder: .folder
            case .link, .special: nil
            }
        }
    }

    /// Copies the file at `key` to a path on this machine, replacing what is there.
    public func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        try await onOwnThread { () throws(StoreError) in
            try copy(self.path(of: key), to: path, replacing: true, progress)
        }
    }

    /// Copies a file on this machine to `key`.
    public func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        try await onOwnThread { () throws(StoreError) in
            try copy(path, to: self.path(of: key), replacing: replacing, progress)
        }
    }

    /// Removes the file at `key`, or the link that stands there. Its folder stays, also where that leaves it empty:
    /// another task may be about to write there.
    public func remove(_ key: StoreKey) async throws(StoreError) {
        try await onOwnThread { () throws(StoreError) in
            var folder = key.folder
            while let current = folder {
                let status = try StoreError.wrap(try FileStatus(of: path(of: current), followingLinks: false))
                if status?.kind == .link { throw .behindLink(location.appending(key)) }
                folder = current.folder
            }
            try StoreError.wrap(try Path.removeFile(path(of: key)))
        }
    }

    private func path(of key: StoreKey?) -> String {
        guard let key else { return root }
        return (root == "/" ? "" : root) + "/" + key.text
    }

    private func copy(
        _ source: String, to target: String, replacing: Bool, _ progress: Progress
    ) throws(StoreError) -> Verification {
        guard let status = try StoreError.wrap(try FileStatus(of: source)), status.kind == .file else {
            throw .absent(StoreLocation(path: source))
        }
        try StoreError.wrap(try Folder.make(Path.folder(of: target)))
        let output = try StoreError.wrap(try OutputFile(at: target, overwrite: replacing))

        let copying = progress.part(0...0.4)
        let isFinished = try StoreError.wrap(
            try Copy.contents(of: source, into: output.temporary) { copied in
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

extension StoreEntry {
    /// The file at `key` as its file system describes it.
    init(key: StoreKey, _ status: FileStatus) {
        self.init(key: key, size: status.size, modified: status.modified)
    }
}

extension StoreError {
    /// Does what may fail on this machine's disk.
    static func wrap<Value: ~Copyable>(
        _ work: @autoclosure () throws(FileError) -> Value
    ) throws(StoreError) -> Value {
        do { return try work() } catch { throw .file(error) }
    }
}
