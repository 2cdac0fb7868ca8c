/// What is to be done so that a destination has what a source has, as far as listings tell.
struct SyncPlan: Hashable, Sendable {
    /// A file to copy, unless its contents turn out to be there already.
    struct Copy: Hashable, Sendable {
        let source: StoreEntry
        let target: StoreKey
        /// What is at the destination now.
        let existing: StoreEntry?
    }

    private(set) var copies: [Copy] = []
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
        surplus = there.keys.sorted()
        sourceIsWhole = source.problems.isEmpty
    }

    /// Whether the source has nothing that is meant.
    var isEmpty: Bool { copies.isEmpty && skipped.isEmpty }

    /// Plans for one file.
    mutating func add(_ entry: StoreEntry, as target: StoreKey, existing: StoreEntry?, _ options: Sync.Options) {
        if let existing, options.ignoreExisting || existing.hasSameContents(as: entry) == true {
            skipped.append(.init(key: target, reason: options.ignoreExisting ? .existing : .identical))
        } else {
            copies.append(Copy(source: entry, target: target, existing: existing))
        }
    }
}

extension StoreEntry {
    /// Whether two files have the same contents: by their hashes where both are known, else by size and time, never by
    /// size alone; `nil` where only reading them would tell.
    func hasSameContents(as other: StoreEntry) -> Bool? {
        if size != other.size { return false }
        if let md5, let theirs = other.md5 { return md5 == theirs }
        if let modified, modified == other.modified { return true }
        return nil
    }
}
