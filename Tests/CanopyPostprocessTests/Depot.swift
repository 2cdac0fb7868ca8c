import Diagnostics
import Stores
import Synchronization

/// A store that behaves as if it were remote and keeps its files in a folder; tests watch what goes in and out.
struct Depot: Store {
    let location: StoreLocation
    private let files: any Store
    private let watch: @Sendable (Event) async throws -> Void
    /// Whether it tells of each file an MD5, which is none.
    var tellsHashes = false

    /// What happens to a file.
    enum Event: Sendable {
        case fetch(StoreKey)
        case store(StoreKey)
        /// It is whole now.
        case stored(StoreKey)
        /// It is gone.
        case removed(StoreKey)
    }

    /// A remote store that is watched.
    init(_ files: any Store, watch: @escaping @Sendable (Event) async throws -> Void) {
        location = files.location
        self.files = files
        self.watch = watch
    }

    init(_ bucket: String, in folder: String, watch: @escaping @Sendable (Event) async throws -> Void = { _ in }) throws
    {
        location = try StoreLocation("s3://\(bucket)")
        files = LocalStore(folder)
        self.watch = watch
    }

    func list(_ folder: StoreKey?, depth: Int, progress: Progress) async throws(StoreError) -> StoreListing {
        var listing = try await files.list(folder, depth: depth, progress: progress)
        if tellsHashes {
            for index in listing.files.indices { listing.files[index].md5 = String(repeating: "0", count: 32) }
        }
        return listing
    }

    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? { try await files.stat(key) }

    func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        do { try await watch(.fetch(key)) } catch { throw .absent(location.appending(key)) }
        return try await files.fetch(key, to: path, progress: progress)
    }

    func contents(of entry: StoreEntry, progress: Progress) async throws(StoreError) -> [UInt8] {
        try await files.contents(of: entry, progress: progress)
    }

    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        do { try await watch(.store(key)) } catch { throw .absent(location.appending(key)) }
        let verification = try await files.store(path, as: key, replacing: replacing, progress: progress)
        do { try await watch(.stored(key)) } catch { throw .absent(location.appending(key)) }
        return verification
    }

    func remove(_ key: StoreKey) async throws(StoreError) {
        try await files.remove(key)
        do { try await watch(.removed(key)) } catch { throw .absent(location.appending(key)) }
    }

    func localPath(of key: StoreKey) -> String? { nil }
}

/// Something to wait for that happens once.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}
