internal import Files
internal import Stores

/// What is to be done so that a destination has what a source has, as far as listings tell.
struct SyncPlan: Hashable, Sendable {
    /// Files to copy, unless their contents turn out to be there already.
    private(set) var copies: [StoreCopy] = []
    private(set) var skipped: [Sync.Report.Skipped] = []
    /// What the destination has and the source has not.
    private(set) var surplus: [StoreKey] = []
    /// Whether all of the source could be read, so that what is not in its listing is not there.
    private(set) var sourceIsWhole = true

    /// A plan to do nothing.
    init() {}

    /// The plan for whole stores. What the options leave out is neither copied nor surplus.
    init(from source: StoreListing, to destination: StoreListing, _ options: Sync.Options) {
        let filter = Filter(options)
        var there: [StoreKey: StoreEntry] = [:]
        for entry in destination.files where filter.selects(entry.key.text) { there[entry.key] = entry }
        for entry in source.files where filter.selects(entry.key.text) {
            add(entry, as: entry.key, existing: there.removeValue(forKey: entry.key), options)
        }
        surplus = there.keys.inOrder(of: \.self)
        sourceIsWhole = source.problems.isEmpty
    }

    /// Whether the source has nothing that is meant.
    var isEmpty: Bool { copies.isEmpty && skipped.isEmpty }

    /// Plans for one file.
    mutating func add(_ entry: StoreEntry, as target: StoreKey, existing: StoreEntry?, _ options: Sync.Options) {
        if let existing, options.ignoreExisting || existing.hasSameContents(as: entry) == true {
            skipped.append(.init(key: target, reason: options.ignoreExisting ? .existing : .identical))
        } else {
            copies.append(StoreCopy(source: entry, target: target, existing: existing))
        }
    }
}
