internal import Diagnostics
internal import Files
internal import Stores
internal import Threads

/// What may be a mission: a name, and the files that came under it.
struct Candidate: Sendable {
    let name: String
    /// Its folder in the store; `nil` where its files lie among others', or the store is its folder.
    var folder: StoreKey?
    let files: Result<StoreListing, StoreError>
}

/// The candidates of an input store, by layout.
struct Candidates: Sendable {
    private(set) var all: [Candidate] = []
    /// How many there are, of all shards.
    private(set) var count = 0
    private(set) var warnings: [String] = []
    /// The names of all missions that there are, where some were named.
    private(set) var names: [String] = []

    /// The folders of the store, less those that hold outputs or boundaries, and hidden ones.
    ///
    /// All are listed at once, which a remote store answers sooner than a question for each. Those named are asked for
    /// one by one, and so are those of a shard, of which there may be few among many, and those that the one listing does
    /// not tell of.
    static func nested(
        in store: any Store, _ options: Match.Options, reserved: [StoreKey], _ progress: Progress
    ) async throws(StoreError) -> Candidates {
        var candidates = Candidates()
        let named = options.missions
        let depth = options.layout?.depth ?? 1
        let isPart = !named.isEmpty || options.shard != nil || depth > 1
        // Whether the folders are there the listing tells; what is in them can be asked meanwhile.
        let guesses = store.location.isRemote ? named.compactMap { try? StoreKey($0) } : []
        async let guessed = concurrentMap(guesses) { (folder) async throws(StoreError) in
            try await store.list(folder, depth: depth, progress: progress)
        }
        let listing = try await store.list(nil, depth: isPart ? 1 : 2, progress: progress)
        let (top, contents) = listing.byFolder
        let visible = top.folders.filter { !$0.text.hasPrefix(".") && !reserved.contains($0) }
        let candidateFolders = named.isEmpty ? visible : meant(visible, by: named)
        let folders = part(of: candidateFolders, called: \.text, options)
        let known = Dictionary(
            zip(guesses, await guessed).compactMap { folder, guess in (try? guess.get()).map { (folder, $0) } },
            uniquingKeysWith: { first, _ in first })
        let listings = await concurrentMap(folders) { (folder) async throws(StoreError) in
            if !isPart, let content = contents[folder] { return content }
            if let content = known[folder], !content.files.isEmpty { return content }
            return try await store.list(folder, depth: depth, progress: progress)
        }
        for (folder, files) in zip(folders, listings) {
            if named.isEmpty, case .success(let listing) = files, listing.isWorkOfOthers(folder, reserved) { continue }
            candidates.all.append(Candidate(name: folder.text, folder: folder, files: files))
        }
        candidates.count = candidates.all.count + candidateFolders.count - folders.count
        candidates.names = visible.map(\.text)
        if named.isEmpty {
            candidates.warnings += top.problems.map(\.description)
            if let first = top.files.first {
                candidates.warnings.append(
                    "\(top.files.count) files beside the missions' folders are ignored, '\(first.key)' the first of them; "
                        + "the flat layout takes missions without folders")
            }
        }
        return candidates
    }

    /// The one mission that the store is the folder of: all that lies there, less its boundary and what lies where outputs go.
    static func single(
        _ mission: SingleMission, in store: any Store, _ options: Match.Options, _ reserved: [StoreKey],
        _ progress: Progress
    ) async throws(StoreError) -> Candidates {
        let depth = options.layout?.depth ?? ProgramNames.depth
        var listing = try await store.list(nil, depth: depth, progress: progress)
        let known = Set(listing.files.map(\.key) + listing.outside)
        let others = mission.products.values.filter { !known.contains($0) }
        for file in await store.files(at: others, progress: progress) {
            if let entry = try file.get() { listing.files.append(entry) }
        }
        listing.files.removeAll { file in reserved.contains { file.key.lies(in: $0) } }
        var candidates = Candidates()
        candidates.all = [Candidate(name: mission.name, files: .success(listing))]
        candidates.count = 1
        return candidates
    }

    /// The folders of these names: the one that has a name's very bytes, else those that have it in another Unicode form,
    /// of which there may be two.
    private static func meant(_ folders: [StoreKey], by names: [String]) -> [StoreKey] {
        let exact = Set(names.filter { name in folders.contains { $0.text.utf8.elementsEqual(name.utf8) } })
        return folders.filter { folder in
            names.contains { name in
                folder.text.utf8.elementsEqual(name.utf8) || (folder.text == name && !exact.contains(name))
            }
        }
    }

    /// The missions of a shard, and all that would share an output with others.
    private static func part<Mission>(
        of missions: [Mission], called name: (Mission) -> String, _ options: Match.Options
    ) -> [Mission] {
        guard let shard = options.shard else { return missions }
        let outputs = missions.map { (try? MissionName(name($0), options.naming))?.output.text }
        let shares = Dictionary(outputs.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
        return zip(missions, outputs).filter { mission, output in
            shard.holds(name(mission)) || output.flatMap { shares[$0] } ?? 0 > 1
        }.map(\.0)
    }

    /// The missions whose names the files of the store begin with. Those that are named have every such file.
    ///
    /// Where it is few missions of many that are meant, only their files are looked at more closely than by name.
    static func flat(
        in store: any Store, _ options: Match.Options, _ progress: Progress
    ) async throws(StoreError) -> Candidates {
        let isPart = !options.missions.isEmpty || options.shard != nil
        guard isPart else { return flat(try await store.list(nil, depth: 1, progress: progress), options) }
        var candidates = flat(try await store.listWithoutTimes(nil, depth: 1, progress: progress), options)
        guard store.location.isRemote else { return candidates }
        let keys = candidates.all.flatMap { (try? $0.files.get())?.files.map(\.key) ?? [] }
        let found = Dictionary(
            zip(keys, await store.files(at: keys, progress: progress)), uniquingKeysWith: { first, _ in first })
        candidates.all = candidates.all.map { candidate in
            Candidate(
                name: candidate.name,
                files: Result { () throws(StoreError) -> StoreListing in
                    var listing = try candidate.files.get()
                    var files: [StoreEntry] = []
                    for file in listing.files {
                        if let entry = try found[file.key]?.get() { files.append(entry) }
                    }
                    listing.files = files
                    return listing
                })
        }
        return candidates
    }

    private static func flat(_ top: StoreListing, _ options: Match.Options) -> Candidates {
        var candidates = Candidates()
        let named = options.missions
        var missions: [String: StoreListing] = [:]
        let ownership = FlatOwnership(of: top.files.map(\.key.name) + top.outside.map(\.name), named: named)
        for link in top.outside {
            if let mission = ownership.mission(of: link.name) {
                missions[mission, default: StoreListing()].outside.append(link)
            }
        }
        for file in top.files {
            if let mission = ownership.mission(of: file.key.name) {
                missions[mission, default: StoreListing()].files.append(file)
            } else if named.isEmpty {
                candidates.warnings.append(
                    "'\(file.key)' is ignored: its name ends in no known type, so it belongs to no mission")
            }
        }
        if named.isEmpty {
            candidates.warnings += top.problems.map(\.description)
        } else {
            candidates.names = Set(top.files.compactMap { FlatName.mission(of: $0.key.name) }).sorted()
        }
        candidates.count = missions.count
        candidates.all = part(of: missions.keys.inOrder(of: \.self), called: \.self, options).map {
            Candidate(name: $0, files: .success(missions[$0] ?? StoreListing()))
        }
        return candidates
    }
}

extension StoreListing {
    /// A listing of depth two as the listing of its top and those of the folders there. A folder that could not be listed
    /// has none.
    fileprivate var byFolder: (top: StoreListing, contents: [StoreKey: StoreListing]) {
        var top = StoreListing()
        top.folders = folders.filter(\.isName)
        var contents = Dictionary(uniqueKeysWithValues: top.folders.map { ($0, StoreListing()) })
        for folder in folders { if let parent = folder.folder { contents[parent]?.folders.append(folder) } }
        for file in files {
            if let folder = file.key.folder { contents[folder]?.files.append(file) } else { top.files.append(file) }
        }
        for link in outside { if let folder = link.folder { contents[folder]?.outside.append(link) } }
        for problem in problems {
            if let folder = try? StoreKey(problem.path), contents.removeValue(forKey: folder) != nil { continue }
            let first = problem.path.utf8.prefix { $0 != UInt8(ascii: "/") }
            if let folder = try? StoreKey(String(Substring(first))), contents[folder] != nil {
                contents[folder]?.problems.append(problem)
            } else {
                top.problems.append(problem)
            }
        }
        return (top, contents)
    }

    /// Whether this is a folder of boundaries or outputs, which may lie between the missions.
    fileprivate func isWorkOfOthers(_ folder: StoreKey, _ reserved: [StoreKey]) -> Bool {
        guard files.isEmpty else { return false }
        return reserved.contains { $0.lies(in: folder) }
            || folders.contains { $0.name == "metadata-mission" || $0.name.wholeMatch(of: #/processed_[0-9]+/#) != nil }
    }
}
