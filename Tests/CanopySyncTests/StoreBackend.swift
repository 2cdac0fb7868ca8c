import CanopySync
import CanopyTesting
import Files
import Testing

/// A kind of store, made for one test. A new kind is added to `all` and thereby goes through `StoreTests`.
struct StoreBackend: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// An empty store, which may use a folder of its own.
    let make: @Sendable (TemporaryFolder) -> any Store

    static let all = [folder, withoutPaths]

    static let folder = StoreBackend(testDescription: "a folder") { LocalStore($0("store")) }
    static let withoutPaths = StoreBackend(testDescription: "a store without local paths") {
        StoreWithoutPaths(store: LocalStore($0("store")))
    }
}

/// A store that is used as a remote one is: it does not say where its files lie.
struct StoreWithoutPaths: Store {
    let store: any Store

    var location: StoreLocation { store.location }

    func list(_ folder: StoreKey?, recursively: Bool, progress: Progress) async throws(StoreError) -> StoreListing {
        try await store.list(folder, recursively: recursively, progress: progress)
    }

    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? { try await store.stat(key) }

    func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        try await store.fetch(key, to: path, progress: progress)
    }

    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        try await store.store(path, as: key, replacing: replacing, progress: progress)
    }

    func remove(_ key: StoreKey) async throws(StoreError) { try await store.remove(key) }

    func localPath(of key: StoreKey) -> String? { nil }
}
