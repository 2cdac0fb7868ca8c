public import Diagnostics
public import Stores

/// A store that is used as a remote one is: it does not say where its files lie.
public struct StoreWithoutPaths: Store {
    private let store: any Store

    /// The store whose places are not told.
    public init(store: any Store) { self.store = store }

    /// Where the store is.
    public var location: StoreLocation { store.location }

    /// What the store has.
    public func list(_ folder: StoreKey?, depth: Int, progress: Diagnostics.Progress) async throws(StoreError)
        -> StoreListing
    {
        try await store.list(folder, depth: depth, progress: progress)
    }

    /// What the store has there.
    public func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? { try await store.stat(key) }

    /// Copies a file out of the store.
    public func fetch(_ key: StoreKey, to path: String, progress: Diagnostics.Progress) async throws(StoreError)
        -> Verification
    {
        try await store.fetch(key, to: path, progress: progress)
    }

    /// Copies a file into the store.
    public func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Diagnostics.Progress
    ) async throws(StoreError) -> Verification {
        try await store.store(path, as: key, replacing: replacing, progress: progress)
    }

    /// Removes a file of the store.
    public func remove(_ key: StoreKey) async throws(StoreError) { try await store.remove(key) }

    /// No path.
    public func localPath(of key: StoreKey) -> String? { nil }
}
