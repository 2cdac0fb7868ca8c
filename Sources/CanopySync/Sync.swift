public import Diagnostics
internal import Files
public import Stores
internal import Threads

/// Copies files and trees of files from one store to another.
///
/// A folder's files go into the destination under the same keys; a single file goes to the destination's name, or into
/// it if that is a folder. Keys, contents and modification times are kept; permissions and empty folders are not.
public struct Sync: StoreOperation {
    /// What to copy, and how.
    public struct Options: Hashable, Sendable {
        /// Patterns of the keys to copy; all if empty. See ``Glob``.
        public var include: [String] = []
        /// Patterns of the keys not to copy, nor to delete.
        public var exclude: [String] = []
        /// Whether to say only what would be done.
        public var dryRun = false
        /// Whether to leave files alone that are there already, though they differ.
        public var ignoreExisting = false
        /// Whether to delete files at the destination that the source does not have. Nothing is deleted when the source
        /// is a file, is empty or could not be read whole, or when a file could not be copied.
        public var delete = false
        /// How many files are copied at once.
        public var transfers = 4

        /// The defaults.
        public init() {}
    }

    /// What is copied where.
    public struct Locations: Hashable, Sendable {
        /// A file or a folder.
        public var source: StoreLocation
        /// What it becomes, or what it comes to lie in.
        public var destination: StoreLocation

        /// The copy of `source` to `destination`.
        public init(from source: StoreLocation, to destination: StoreLocation) {
            self.source = source
            self.destination = destination
        }
    }

    /// What to copy, and how.
    public let options: Options

    /// An operation with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Copies what is at the source, a file or a folder, to the destination.
    public func run(
        _ locations: Locations, with stores: Stores = Stores(), progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(SyncError) -> Report {
        let (source, destination) = (locations.source, locations.destination)
        let (from, to) = (try await stores.store(at: source), try await stores.store(at: destination))
        let target = try await stores.item(at: destination)
        let found = try await stores.item(at: source)
        // Stores that know no folders list an absent one as empty, which is not what a misspelt name is to mean.
        if found == nil { throw .store(.absent(source)) }
        guard case .file(let entry) = found, let original = source.parent else {
            if case .file = target { throw .file(destination) }
            return try await run(from: from, to: to, progress: progress, warnings: warnings)
        }
        var copy = (folder: destination, key: original.key)
        if let named = destination.parent, target != .folder, !destination.endsInSlash { copy = named }
        let place = copy.folder.appending(copy.key)
        if place.isSamePlace(as: source) { throw .same(source) }

        var plan = SyncPlan()
        if Filter(options).selects(entry.key.text) {
            plan.add(entry, as: copy.key, existing: try await stores.item(at: place)?.file, options)
        }
        warn(of: [entry], [], plan, in: source, warnings)
        let run = SyncRun(
            options, from: try await stores.store(at: original.folder), to: try await stores.store(at: copy.folder),
            progress, warnings)
        return try await run.carryOut(plan, report: Report(source: source, destination: destination, options))
    }

    /// Copies everything in the store `source` to the store `destination`.
    public func run(
        from source: any Store, to destination: any Store, progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(SyncError) -> Report {
        let (from, to) = (source.location, destination.location)
        if from.isSamePlace(as: to) { throw .same(from) }
        if from.key(of: to) != nil { throw .recursive(source: from, destination: to) }

        if case .local(let path) = to.place, !options.dryRun { await runBlocking { Leftovers.remove(below: path) } }
        let found = try await listing(of: source, progress)
        let there = try await listing(of: destination, mayBeAbsent: true, progress)
        let plan = SyncPlan(from: found, to: there, options)
        if let own = to.key(of: from) {
            if options.delete { throw .deletesSource(source: from, destination: to) }
            if plan.copies.contains(where: { $0.target.lies(in: own) }) {
                throw .recursive(source: from, destination: to)
            }
        }

        // Else each of the files would tell.
        if case .local(let path) = to.place, !options.dryRun, !plan.copies.isEmpty,
            let obstacle = await runBlocking({ Folder.obstacle(toWritingIn: path) })
        {
            throw .unwritable(obstacle)
        }

        var report = Report(source: from, destination: to, options)
        // What an include pattern means may lie in a folder that could not be read: only excluding settles it.
        report.failed = found.problems.filter { !Filter(options).excludes($0.path) }
        warn(of: found.files, there.files, plan, in: from, warnings)
        return try await SyncRun(options, from: source, to: destination, progress, warnings)
            .carryOut(plan, report: report)
    }

    /// Warns of patterns that mean nothing, and where nothing is meant.
    private func warn(
        of files: [StoreEntry], _ others: [StoreEntry], _ plan: SyncPlan, in source: StoreLocation, _ warnings: Warnings
    ) {
        if files.isEmpty { return warnings.add("'\(source)' has no files to copy") }
        // Elsewhere, what a pattern means may lie in what could not be read.
        let idle = Filter(options).idle(among: files.map(\.key.text), or: others.map(\.key.text))
        for pattern in plan.sourceIsWhole ? idle : [] {
            warnings.add("the pattern '\(pattern.pattern)' means no file of '\(source)'; see canopy-patterns(7)")
        }
        if plan.isEmpty { warnings.add("the patterns mean none of the \(files.count) files of '\(source)'") }
    }

    private func listing(
        of store: any Store, mayBeAbsent: Bool = false, _ progress: Progress
    ) async throws(SyncError) -> StoreListing {
        do throws(StoreError) {
            return try await store.list(nil, depth: .max, progress: progress)
        } catch {
            if mayBeAbsent, case .absent = error { return StoreListing() }
            throw SyncError(error)
        }
    }
}

extension Stores {
    fileprivate func store(at location: StoreLocation) async throws(SyncError) -> any Store {
        do { return try await open(location) } catch { throw SyncError(error) }
    }

    /// What stands at a location. A place without a name of its own (`/`, `..`, a bucket) is a folder.
    fileprivate func item(at location: StoreLocation) async throws(SyncError) -> StoreItem? {
        guard let (folder, key) = location.parent else { return .folder }
        let store = try await store(at: folder)
        do { return try await store.stat(key) } catch { throw SyncError(error) }
    }
}

extension Filter {
    init(_ options: Sync.Options) {
        self.init(include: options.include, exclude: options.exclude)
    }
}
