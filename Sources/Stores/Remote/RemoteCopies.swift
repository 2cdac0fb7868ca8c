internal import Diagnostics

extension RemoteStore {
    func passage(
        of entry: StoreEntry, from other: any Store, progress: Progress
    ) async throws(StoreError) -> Passage {
        let isCancelled = CancellationCheck.either(progress.cancellation)
        guard let other = other as? RemoteStore, other.rclone === rclone, entry.md5 != nil else { return .disk }
        let capabilities = try await rclone.capabilities(of: place, isCancelled)
        if other.place.remote == place.remote { return capabilities.copies ? .service : .disk }
        return capabilities.hasMD5 && capabilities.writesWhole ? .memory : .disk
    }

    func relay(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> StoreEntry? {
        guard let other = other as? RemoteStore, other.rclone === rclone else { return nil }
        let verification = try await store(entry, of: other, as: key, replacing: true, progress: progress)
        guard verification == .md5 else { return nil }
        return StoreEntry(key: key, size: entry.size, md5: entry.md5)
    }

    /// One remote of rclone is one service, with the same keys at both ends. What there is is looked at afterwards: remotes
    /// of remotes may take one service for another.
    func copy(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> ServiceCopy {
        let isCancelled = CancellationCheck.either(progress.cancellation)
        guard let other = other as? RemoteStore, other.rclone === rclone, other.place.remote == place.remote,
            try await rclone.capabilities(of: place, isCancelled).copies
        else { return .transferNeeded(reason: nil) }
        let source = other.place.argument(entry.key)
        if source == place.argument(key) { throw .same(other.location.appending(entry.key)) }
        guard let md5 = entry.md5 else { return .transferNeeded(reason: "\(place.service) has no MD5 of it") }
        do throws(StoreError) {
            _ = try await store(
                .remote(other.place, entry.key), as: key, replacing: true, bytes: entry.size, onlyByService: true,
                progress)
        } catch {
            guard case .remote(let failure) = error, let reason = failure.reasonToTransfer else { throw error }
            return .transferNeeded(reason: reason)
        }
        let copy = try await stat(key, isCancelled)?.file
        if let copy, copy.size == entry.size, copy.md5 == md5 { return .copied(copy) }
        // Whoever transfers it may be stopped before: nobody is to find a copy that nothing vouches for.
        try await remove(key)
        let isUnknown = copy?.size == entry.size && copy?.md5 == nil
        return .transferNeeded(
            reason: isUnknown
                ? "\(place.service) has no MD5 of its copy" : "the copy that \(place.service) made differs")
    }
}

extension RemoteFailure {
    /// Why a file that the service was to copy is transferred instead; `nil` where that would fail as well.
    fileprivate var reasonToTransfer: String? {
        switch cause {
        case .mute: "\(service) did not answer when it was to copy it"
        case .denied, .unsupported, .temporary, .corrupted, .other:
            "\(service) does not copy it by itself (\(detail.replacing(#/^Failed to copy: |,? request id: .*$/#, with: "")))"
        default: nil
        }
    }
}
