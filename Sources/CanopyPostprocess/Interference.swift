internal import Files
internal import Stores

/// Another run that publishes the mission at the same time: the store does not hold what this one has put there.
struct Interference: Error, CustomStringConvertible {
    let place: StoreLocation

    /// One sentence.
    var description: String {
        "'\(place)' is not what this run has put there, so another one publishes this mission, too; "
            + "let only one do so, and process the mission again"
    }
}

/// What a run has put into a store, and whether it lies there.
struct Deposit: Sendable {
    /// What is known of a file.
    struct File: Sendable {
        var size: Int
        var md5: String
    }

    private(set) var files: [StoreKey: File] = [:]

    /// The products of a mission.
    init(_ outputs: [Manifest.Output], in folder: StoreKey) {
        for output in outputs { files[folder.appending(output.path)] = File(size: output.size, md5: output.md5) }
    }

    /// The same with one file more.
    func adding(_ key: StoreKey, _ file: File) -> Deposit {
        var deposit = self
        deposit.files[key] = file
        return deposit
    }

    /// The first of the files that a store does not hold as it was put there, by its listing.
    ///
    /// What the listing says otherwise is asked for once more by itself: listings may lag behind.
    func stranger(in listing: StoreListing, of store: any Store) async throws(StoreError) -> StoreKey? {
        let found = Dictionary(listing.files.map { ($0.key, $0) }) { first, _ in first }
        for (key, file) in files.inOrder(of: \.key) where !file.isSame(as: found[key]) {
            guard file.isSame(as: try await store.stat(key)?.file) else { return key }
        }
        return nil
    }
}

extension Deposit.File {
    /// Whether the store's file is this one, as far as the store tells.
    func isSame(as entry: StoreEntry?) -> Bool {
        guard let entry else { return false }
        return entry.size == size && (entry.md5 == nil || entry.md5 == md5)
    }
}
