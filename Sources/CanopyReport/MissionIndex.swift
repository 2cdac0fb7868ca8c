public import Diagnostics
internal import Files
public import Stores
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Makes `index.html` at the top of a store: a page over all missions that are published there, by their manifests.
public struct MissionIndex: StoreOperation {
    /// How it is made.
    public struct Options: Hashable, Sendable {
        /// The page's heading.
        public var title = "Forest missions"
        /// Whether a page that is there already is replaced.
        public var overwrite = false
        /// How many folders deep manifests may lie: those of missions lie two deep.
        public var depth = 3
        /// Where the page is until it lies in a store on another machine.
        public var workingDirectory = "/tmp"

        /// The options as they are unless a user says otherwise.
        public init() {}
    }

    /// What was made.
    public struct Report: Hashable, Sendable, Codable {
        /// The page.
        public let output: StoreLocation
        /// The missions on it.
        public let missions: Int
        /// How many of them are good, are to be looked at, have problems, and could not be checked.
        public let good, attention, bad, unknown: Int
        /// Manifests that could not be read, with the reason.
        public let skipped: [StoreProblem]
        /// What the user should know.
        public let warnings: [String]
    }

    /// The name of the page.
    public static let name = "index.html"

    /// How it is made.
    public let options: Options

    /// Work with the given options.
    public init(options: Options = Options()) { self.options = options }

    /// Makes the page of the missions in a store. A manifest that cannot be read costs its own mission only.
    public func run(
        _ location: StoreLocation, with stores: Stores = Stores(), progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(ReportError) -> Report {
        let store: any Store
        do throws(StoreError) { store = try await stores.open(location) } catch { throw ReportError(error) }
        do {
            return try await run(store, progress, warnings)
        } catch let error as StoreError {
            throw ReportError(error)
        } catch let error as FileError {
            throw .file(error)
        } catch let error as ReportError {
            throw error
        } catch {
            throw progress.isCancelled ? .cancelled : .other("\(error)")
        }
    }

    private func run(_ store: any Store, _ progress: Progress, _ warnings: Warnings) async throws -> Report {
        let name = try StoreKey(Self.name)
        let page = store.location.appending(name)
        if !options.overwrite, try await store.stat(name) != nil { throw ReportError.exists(page) }

        let found = try await store.list(nil, depth: options.depth, progress: progress.part(0...0.3))
        let manifests = found.files.filter { $0.key.name == Self.manifest }
        let pages = Set(found.files.filter { $0.key.name == MissionPage.name }.map(\.key.folder))
        let reading = progress.part(0.3...0.9)
        let read = await concurrentMap(manifests) { (file) async throws -> IndexPage.Mission in
            if reading.isCancelled { throw CancellationError() }
            return try await mission(file, hasPage: pages.contains(file.key.folder), in: store, reading)
        }
        if progress.isCancelled { throw ReportError.cancelled }

        let missions = read.compactMap { try? $0.get() }
        var skipped = zip(manifests, read).compactMap { file, result in
            result.failure.map { StoreProblem(path: file.key.text, reason: "is left out: \($0)") }
        }
        skipped += found.problems
        for problem in skipped { warnings.add("\(problem)") }
        if missions.isEmpty { warnings.add("no mission is published in '\(store.location)'; the index is empty") }

        let text = IndexPage(title: options.title, missions: missions, made: Date()).html
        try await publish(text, as: name, in: store, progress.part(0.9...1))
        func count(_ outcome: Check.Outcome) -> Int { missions.count { $0.outcome == outcome } }
        return Report(
            output: page, missions: missions.count, good: count(.good), attention: count(.attention), bad: count(.bad),
            unknown: count(.unknown), skipped: skipped, warnings: warnings.all)
    }

    private static let manifest = "manifest.json"

    private func mission(
        _ file: StoreEntry, hasPage: Bool, in store: any Store, _ progress: Progress
    ) async throws -> IndexPage.Mission {
        guard file.size <= MissionFacts.largest else {
            throw Unreadable(description: "it is larger than \(Words.bytes(MissionFacts.largest))")
        }
        let bytes = try await store.contents(of: file, progress: progress)
        guard let facts = MissionFacts(json: bytes) else {
            throw Unreadable(description: "it is damaged, or of another version of canopy")
        }
        return IndexPage.Mission(
            folder: file.key.folder, hasPage: hasPage, outcome: Verdict(facts.manifest).outcome,
            facts: IndexFacts(facts.manifest))
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private func publish(
        _ text: String, as name: StoreKey, in store: any Store, _ progress: Progress
    ) async throws {
        if let path = store.localPath(of: name) {
            let file = try OutputFile(at: path, overwrite: options.overwrite)
            try file.write(Array(text.utf8))
            return try file.commit()
        }
        try Folder.make(options.workingDirectory)
        let scratch = try TemporaryFile(beside: options.workingDirectory + "/" + Self.name)
        try Data(text.utf8).write(to: URL(filePath: scratch.heldPath))
        _ = try await store.store(scratch.path, as: name, replacing: options.overwrite, progress: progress)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
