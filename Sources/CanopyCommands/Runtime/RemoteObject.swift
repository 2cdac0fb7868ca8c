internal import Diagnostics
internal import Files
internal import Stores

/// A file in a store that a subcommand reads or writes whole.
struct RemoteObject: Sendable {
    let location: StoreLocation
    private let store: any Store
    private let key: StoreKey

    /// - Throws: ``StoreError/absent(_:)`` where the location can be no file's.
    init(_ location: StoreLocation, in stores: Stores) async throws(StoreError) {
        guard let (folder, key) = location.parent else { throw .absent(location) }
        self.location = folder.appending(key)
        self.key = key
        store = try await stores.open(folder)
    }

    /// Its name in its folder.
    var name: String { key.name }

    /// What is there.
    func item() async throws(StoreError) -> StoreItem? { try await store.stat(key) }

    /// What there is of the file and of those beside it whose names have other endings than its own.
    func files(_ names: [String], _ progress: Progress) async throws(StoreError) -> [StoreEntry] {
        var entries: [StoreEntry] = []
        for result in await store.files(at: [key] + names.compactMap { try? StoreKey($0) }, progress: progress) {
            if let entry = try result.get() { entries.append(entry) }
        }
        guard entries.contains(where: { $0.key == key }) else { throw .absent(location) }
        return entries
    }

    /// Copies a file of its folder to this machine.
    func fetch(_ entry: StoreEntry, to path: String, _ progress: Progress) async throws(StoreError) {
        _ = try await store.fetch(entry, to: path, progress: progress)
    }

    /// Puts a file of this machine there.
    func store(_ path: String, replacing: Bool, _ progress: Progress) async throws(StoreError) {
        do throws(StoreError) {
            _ = try await store.store(path, as: key, replacing: replacing, progress: progress)
        } catch {
            // Somebody has made it meanwhile.
            if case .exists = error { throw .file(FileError("write", location.description, .exists)) }
            throw error
        }
    }
}
