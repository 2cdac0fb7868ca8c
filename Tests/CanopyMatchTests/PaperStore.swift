import CanopyMatch
import Diagnostics
import Files
import Stores
import Synchronization

/// What a store was asked, in any order.
final class Questions: Sendable {
    private let list = Mutex<[String]>([])

    var all: [String] { list.withLock(\.self).sorted() }

    func add(_ question: String) { list.withLock { $0.append(question) } }
}

/// A store of names without contents: enough for what only lists.
struct PaperStore: Store {
    let location: StoreLocation
    /// What was asked of it.
    let questions = Questions()
    private let files: Set<StoreKey>
    private let unreadable: Set<StoreKey>

    init(_ location: String, _ files: [String], unreadable: [String] = []) throws {
        self.location = try StoreLocation(location)
        self.files = Set(try files.map { try StoreKey($0) })
        self.unreadable = Set(try unreadable.map { try StoreKey($0) })
    }

    func list(_ folder: StoreKey?, depth: Int, progress: Progress) async throws(StoreError) -> StoreListing {
        if progress.isCancelled { throw .cancelled }
        questions.add("\(folder?.text ?? "") to depth \(depth)")
        if let folder, unreadable.contains(folder) { throw .file(FileError("list", folder.text, .noFolder)) }
        if files.isEmpty { throw .absent(location) }
        var listing = StoreListing()
        var folders: Set<StoreKey> = []
        let base = folder?.text.split(separator: "/").count ?? 0
        func isListed(_ key: StoreKey) -> Bool {
            if let folder, key == folder || !key.lies(in: folder) { return false }
            return key.text.split(separator: "/").count - base <= depth
                && !unreadable.contains { $0 != key && key.lies(in: $0) }
        }
        for key in files {
            if isListed(key) { listing.files.append(entry(key)) }
            var above = key.folder
            while let current = above {
                if isListed(current) { folders.insert(current) }
                above = current.folder
            }
        }
        listing.files.sort { $0.key < $1.key }
        listing.folders = folders.sorted()
        listing.problems = folders.intersection(unreadable).sorted().map {
            StoreProblem(path: $0.text, reason: "is left out")
        }
        return listing
    }

    func listWithoutTimes(
        _ folder: StoreKey?, depth: Int, progress: Progress
    ) async throws(StoreError) -> StoreListing {
        var listing = try await list(folder, depth: depth, progress: progress)
        questions.add("without times")
        for number in listing.files.indices { listing.files[number].modified = nil }
        return listing
    }

    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? {
        questions.add("at \(key)")
        if unreadable.contains(key) { throw .file(FileError("look at", key.text, .noFolder)) }
        if files.contains(key) { return .file(entry(key)) }
        return files.contains { $0.lies(in: key) } ? .folder : nil
    }

    private func entry(_ key: StoreKey) -> StoreEntry {
        StoreEntry(key: key, size: key.text.utf8.count, modified: Timestamp(seconds: 1))
    }

    func localPath(of key: StoreKey) -> String? { nil }

    // Whoever only lists calls none of these.

    func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        throw .absent(location)
    }

    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        throw .absent(location)
    }

    func remove(_ key: StoreKey) async throws(StoreError) { throw .absent(location) }
}

/// The boundary files of missions with these base names.
func boundaryFiles(_ names: String...) -> [String] {
    names.map { "\($0)/metadata-mission/\($0)_mission-metadata.gpkg" }
}

/// What is found in stores of these files.
func match(
    _ files: [String], boundaries: [String] = boundaryFiles("x"),
    _ change: (inout Match.Options) throws -> Void = { _ in }
) async throws -> Match.Report {
    var options = Match.Options()
    try change(&options)
    return try await Match(options: options).run(
        input: PaperStore("s3://input/data", files), boundaries: PaperStore("s3://boundaries", boundaries))
}
