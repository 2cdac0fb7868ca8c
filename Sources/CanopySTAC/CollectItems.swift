public import Diagnostics
internal import Files
public import Stores
internal import Synchronization
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `canopy stac collect`: a collection and a catalog over the items of a store.
public struct CollectItems: StoreOperation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// The collection's identifier.
        public var id = "missions"
        /// What people call it.
        public var title: String?
        /// What it is.
        public var summary = "Products of drone missions over forests."
        /// The terms of use, where items do not all name the same.
        public var license: String?
        /// Who has to do with the products, besides those that items name.
        public var providers: [STACProvider] = []
        /// Where anybody finds what lies at the top of the store; `nil` for links that are relative.
        public var publicURL: WebAddress?
        /// Whether documents that exist are replaced.
        public var overwrite = false

        /// The defaults.
        public init() {}
    }

    /// The store whose items are collected, and the folder that the documents are made in.
    public struct Locations: Hashable, Sendable {
        /// Where the items are.
        public var store: StoreLocation
        /// Where the documents go.
        public var output: StoreLocation

        /// These places.
        public init(store: StoreLocation, output: StoreLocation) {
            self.store = store
            self.output = output
        }
    }

    /// What was made.
    public struct Report: Hashable, Sendable, Codable {
        /// The documents.
        public var outputs: [StoreLocation] = []
        /// Missions in the collection.
        public var missions = 0
        /// Earlier runs of theirs.
        public var olderRuns = 0
        /// Files that are no items that can be collected.
        public var skipped = 0
        /// What the user should know.
        public var warnings: [String] = []
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Collects the items that lie beside manifests, and writes `collection.json`, `older-runs.json` where there are such, and
    /// last `catalog.json`, which leads to both.
    public func run(
        _ locations: Locations, with stores: Stores = Stores(), progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(CollectError) -> Report {
        let place = try place(of: locations)
        let (store, output): (any Store, any Store)
        let listing: StoreListing
        do throws(StoreError) {
            store = try await stores.open(locations.store, links: .inside)
            output = try await stores.open(locations.output, links: .atTop)
            if !options.overwrite { try await refuseToReplace(in: output) }
            listing = try await store.list(nil, depth: .max, progress: progress)
        } catch { throw CollectError(error) }
        let keys = Self.candidates(in: listing, besides: place)
        let items = await items(keys, in: store, progress, warnings)
        if progress.isCancelled { throw .cancelled }
        guard !items.isEmpty else { throw .noItems(locations.store) }
        let catalog = CatalogDocuments(options, place, items)
        var report = Report()
        report.missions = catalog.latest.count
        report.olderRuns = catalog.older.count
        report.skipped = keys.count - items.count + catalog.namesakes.count
        for item in catalog.namesakes {
            warnings.add("'\(store.location.appending(item.key))' has the name of another item; it is left out")
        }
        for (name, document) in try catalog.documents() {
            do throws(StoreError) { try await write(document, name, to: output, progress) } catch {
                throw CollectError(error)
            }
            report.outputs.append(output.location.appending(name))
        }
        if catalog.older.isEmpty, options.overwrite {
            do throws(StoreError) { try await output.remove(CatalogDocuments.olderRuns) } catch {
                throw CollectError(error)
            }
        }
        report.warnings = warnings.all
        return report
    }

    /// Where the documents lie, seen from the items.
    private func place(of locations: Locations) throws(CollectError) -> CatalogPlace {
        if locations.output.isSamePlace(as: locations.store) { return CatalogPlace(folder: nil, isInside: true) }
        if let key = locations.store.key(of: locations.output) { return CatalogPlace(folder: key, isInside: true) }
        guard options.publicURL != nil else {
            throw .unrelated(store: locations.store, output: locations.output)
        }
        return CatalogPlace(folder: nil, isInside: false)
    }

    private func refuseToReplace(in output: any Store) async throws(StoreError) {
        for name in CatalogDocuments.names where try await output.stat(name) != nil {
            throw .exists(output.location.appending(name))
        }
    }

    /// Files that may be items: those beside a manifest, without which nothing is published.
    private static func candidates(in listing: StoreListing, besides place: CatalogPlace) -> [StoreEntry] {
        let published = Set(listing.files.map(\.key).filter { $0.name == "manifest.json" }.map(\.folder))
        let own = Set(place.isInside ? CatalogDocuments.names.map { place.folder?.appending($0) ?? $0 } : [])
        return listing.files.filter { file in
            let isCandidate = file.key.name.hasSuffix(".json") && file.key.name != "manifest.json"
            return isCandidate && published.contains(file.key.folder) && !own.contains(file.key)
        }
    }

    /// The items among files. What is none is warned of.
    private func items(
        _ files: [StoreEntry], in store: any Store, _ progress: Progress, _ warnings: Warnings
    ) async -> [KnownItem] {
        let read = Mutex(0)
        let found = await concurrentMap(files) { (file) async throws(Unusable) -> KnownItem in
            defer {
                let count = read.withLock { count in
                    count += 1
                    return count
                }
                progress(Double(count) / Double(files.count))
            }
            guard file.size <= KnownItem.largest else { throw Unusable(reason: "is too large for an item") }
            do { return try KnownItem(file.key, json: try await store.contents(of: file, progress: progress)) } catch {
                throw Unusable(reason: (error as? KnownItem.Flaw)?.reason ?? "cannot be read: \(error)")
            }
        }
        guard !progress.isCancelled else { return [] }
        return zip(files, found).compactMap { file, item in
            do throws(Unusable) { return try item.get() } catch {
                warnings.add("'\(store.location.appending(file.key))' \(error.reason); it is left out")
                return nil
            }
        }
    }

    private struct Unusable: Error { let reason: String }

    private func write(
        _ document: Data, _ name: StoreKey, to output: any Store, _ progress: Progress
    ) async throws(StoreError) {
        let folder = FileManager.default.temporaryDirectory.path
        let file = try mapError(to: StoreError.file, try TemporaryFile(beside: folder + "/" + name.text))
        do { try document.write(to: URL(filePath: file.heldPath)) } catch {
            throw .file(FileError("write", file.path))
        }
        _ = try await output.store(file.path, as: name, replacing: options.overwrite, progress: progress)
    }
}

/// Why nothing could be collected.
public enum CollectError: Explained, Hashable {
    /// A store could not be used.
    case store(StoreError)
    /// The store has no item.
    case noItems(StoreLocation)
    /// The documents would lie where relative links cannot lead to the items.
    case unrelated(store: StoreLocation, output: StoreLocation)
    /// A document cannot be written as JSON.
    case unwritable(String)
    /// The work was told to stop.
    case cancelled

    init(_ error: StoreError) { self = error == .cancelled ? .cancelled : .store(error) }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .store(.exists(let location)):
            Explanation("'\(location)' exists already", [.overwrite])
        case .store(let error): error.explanation
        case .noItems(let store):
            "there is no item beside a manifest in '\(store)' that could be collected; publish missions with --stac first"
        case .unrelated(let store, let output):
            Explanation(
                "'\(output)' is not in '\(store)', so that no relative link leads to its items", [.publicAddress])
        case .unwritable(let name): "'\(name)' has a number that JSON cannot have"
        case .cancelled: .cancelled
        }
    }
}
