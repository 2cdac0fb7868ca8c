internal import Diagnostics
internal import Threads

extension RemoteStore {
    /// How many files one call asks for, and how many of them at once. rclone 1.60 waits for ever where each of its checkers
    /// has met an error and more names are left than there are checkers.
    private static let (perCall, checkers) = (64, 32)

    func files(at keys: [StoreKey], progress: Progress) async -> [Result<StoreEntry?, StoreError>] {
        let parts = stride(from: 0, to: keys.count, by: Self.perCall).map { keys[$0...].prefix(Self.perCall) }
        return await concurrentMap(parts, atOnce: 2) { await files(at: Array($0), .flag(progress.cancellation)) }
            .flatMap { $0.get() }
    }

    private func files(
        at keys: [StoreKey], _ isCancelled: CancellationCheck
    ) async -> [Result<StoreEntry?, StoreError>] {
        do throws(StoreError) {
            var found = try await files(among: keys, isCancelled)
            let missing = keys.filter { found[$0] == nil }
            if !missing.isEmpty { found.merge(try await files(among: missing, isCancelled)) { first, _ in first } }
            return keys.map { .success(found[$0]) }
        } catch {
            guard case .remote(let failure) = error, failure.cause != .mute else {
                return keys.map { _ in .failure(error) }
            }
            // What may be the fault of one is found out by asking for each.
            return await concurrentMap(keys) { (key) async throws(StoreError) in
                try await stat(key, isCancelled)?.file
            }
        }
    }

    /// Those of the files that there are, found without listing anything: what lies beside them may be a whole archive.
    private func files(
        among keys: [StoreKey], _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> [StoreKey: StoreEntry] {
        if let files = try await known(objects?.files(at: keys, isCancelled)) {
            let found = files.compactMap(\.self)
            if found.isEmpty { _ = try await holdsAnything(in: nil, isCancelled) }
            return found.byKey
        }
        let arguments = [
            "lsjson", place.argument(), "--no-mimetype", "--recursive", "--files-only", "--no-traverse",
            "--checkers", "\(Self.checkers)",
        ]
        let hashes = try await rclone.capabilities(of: place, isCancelled).hashOptions
        let output = try await rclone.look(arguments + hashes, on: keys, at: place, isCancelled)
        let found = StoreListing(output.flatMap(RemoteItem.items) ?? [], of: nil).files
        // None is also what rclone finds in a bucket that is not there.
        if found.isEmpty { _ = try await holdsAnything(in: nil, isCancelled) }
        return found.byKey
    }
}

extension [StoreEntry] {
    fileprivate var byKey: [StoreKey: StoreEntry] { Dictionary(map { ($0.key, $0) }) { first, _ in first } }
}
