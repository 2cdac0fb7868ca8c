public import Diagnostics
internal import Threads

/// A file to copy from one store to another.
public struct StoreCopy: Hashable, Sendable {
    /// The file.
    public let source: StoreEntry
    /// Its key at the destination.
    public let target: StoreKey
    /// What is at the destination now.
    public let existing: StoreEntry?

    /// A copy of `source` as `target`.
    public init(source: StoreEntry, target: StoreKey, existing: StoreEntry?) {
        self.source = source
        self.target = target
        self.existing = existing
    }
}

/// Copies files from one store to another, whatever kinds they are of.
public struct StoreTransfer: Sendable {
    private let source: any Store
    private let target: any Store
    private let replacing: Bool
    private let limit: Int

    /// - Parameters:
    ///   - replacing: Whether files of the target are replaced.
    ///   - limit: How many files are copied at once, at most.
    public init(from source: any Store, to target: any Store, replacing: Bool = true, atOnce limit: Int = 4) {
        self.source = source
        self.target = target
        self.replacing = replacing
        self.limit = max(limit, 1)
    }

    /// Copies files; tells of each that was begun how it was verified or why it failed.
    public func run(
        _ copies: [StoreCopy], progress: Progress
    ) async throws(StoreError) -> [(StoreCopy, Result<Verification, StoreError>)] {
        if copies.allSatisfy({ $0.source.key == $0.target }),
            let remote = try await RemoteTransfer(from: source, to: target, replacing: replacing, atOnce: limit)
        {
            return try await remote.run(copies, progress)
        }
        let shares = SharedProgress(progress, weights: copies.map { Double($0.source.size) + 1 })
        let results = await concurrentMap(Array(copies.enumerated()), atOnce: limit) {
            (copy) async throws(StoreError) in
            if progress.isCancelled { throw .cancelled }
            return try await carryOut(copy.element, shares.progress(of: copy.offset))
        }
        return Array(zip(copies, results))
    }

    private func carryOut(_ copy: StoreCopy, _ progress: Progress) async throws(StoreError) -> Verification {
        if let path = source.localPath(of: copy.source.key) {
            return try await target.store(path, as: copy.target, replacing: replacing, progress: progress)
        }
        if let source = source as? RemoteStore, let target = target as? RemoteStore {
            return try await target.store(
                copy.source, of: source, as: copy.target, replacing: replacing, progress: progress)
        }
        guard let target = target as? LocalStore else { throw .absent(target.location.appending(copy.target)) }
        return try await source.fetch(copy.source, to: target.place(for: copy.target), progress: progress)
    }
}
