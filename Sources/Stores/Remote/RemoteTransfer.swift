internal import Diagnostics
internal import Files

/// Copies many files between two stores of which rclone reaches one or both: a process for all of them, where one for
/// each would cost more than the files.
struct RemoteTransfer: Sendable {
    private let rclone: Rclone
    private let source: RcloneCopy.End
    private let target: RcloneCopy.End
    private let replacing: Bool
    private let limit: Int

    /// `nil` where rclone has no part in it, or where files would have their names before they are whole.
    init?(
        from source: any Store, to target: any Store, replacing: Bool, atOnce limit: Int
    ) async throws(StoreError) {
        if let target = target as? RemoteStore {
            guard try await target.rclone.capabilities(of: target.place, .task).writesWhole else {
                return nil
            }
        }
        guard let rclone = ((source as? RemoteStore) ?? (target as? RemoteStore))?.rclone,
            let source = Self.end(source), let target = Self.end(target)
        else { return nil }
        self.rclone = rclone
        self.source = source
        self.target = target
        self.replacing = replacing
        self.limit = limit
    }

    private static func end(_ store: any Store) -> RcloneCopy.End? {
        if let remote = store as? RemoteStore { return .remote(remote.place, nil) }
        if case .local(let path) = store.location.place { return .local(Path.resolved(path)) }
        return nil
    }

    /// Copies files, each of which keeps its key; tells of each how it was verified or why it failed.
    func run(
        _ copies: [StoreCopy], _ progress: Progress
    ) async throws(StoreError) -> [(StoreCopy, Result<Verification, StoreError>)] {
        if copies.isEmpty { return [] }
        let failures = try await carry(copies, progress)
        var results: [(StoreCopy, Result<Verification, StoreError>)] = []
        for copy in copies {
            if let failure = failures[copy.target] {
                results.append((copy, .failure(failure)))
            } else {
                results.append((copy, .success(try await verification(of: copy.source, progress))))
            }
        }
        return results
    }

    private func carry(
        _ copies: [StoreCopy], _ progress: Progress
    ) async throws(StoreError) -> [StoreKey: StoreError] {
        let keys = copies.map(\.target)
        let bytes = copies.map(\.source.size).total
        guard case .local(let folder) = target else {
            var copy = RcloneCopy(rclone, from: source, to: target, form: .folders, bytes: bytes)
            copy.replacing = replacing
            copy.transfers = limit
            return try await copy.run(keys, progress)
        }
        try mapError(to: StoreError.file, try Folder.make(folder))
        let scratch = try mapError(to: StoreError.file, try ScratchFolder(in: folder))
        let loaded = scratch.inside("files")
        var copy = RcloneCopy(rclone, from: source, to: .local(scratch.path + "/files"), form: .folders, bytes: bytes)
        copy.transfers = limit
        return try await copy.run(keys, progress) { key throws(StoreError) in
            try await RemoteStore.give(
                loaded + "/" + key.text, key.name, in: key.folderNames, below: folder, replacing: replacing)
        }
    }

    /// A copy is verified by what both sides know of it.
    private func verification(of entry: StoreEntry, _ progress: Progress) async throws(StoreError) -> Verification {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        if case .remote(let place, _) = source,
            try await rclone.capabilities(of: place, isCancelled).verification(of: entry) == .size
        {
            return .size
        }
        guard case .remote(let place, _) = target else { return .md5 }
        return try await rclone.capabilities(of: place, isCancelled).hasMD5 ? .md5 : .size
    }
}
