internal import Diagnostics

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Files that one call of rclone copies, and further calls those of them that failed for a reason that may pass.
struct RcloneCopy: Sendable {
    /// What the two ends are.
    enum Form: Sendable {
        /// Files, which may have different names.
        case file
        /// Folders, in which files have the same names.
        case folders
    }

    /// Where from, or where to.
    enum End: Sendable {
        /// A path on this machine, from its root.
        case local(String)
        /// A place, or something in it.
        case remote(RemotePlace, StoreKey?)
    }

    private let rclone: Rclone
    private let source: End
    private let target: End
    private let form: Form
    private let bytes: Int
    /// Whether files that are there already are replaced.
    var replacing = true
    /// How many files are copied at once.
    var transfers = 4
    /// Whether files are left where they are unless the service copies them by itself. rclone would move them through this
    /// machine, and say so only afterwards.
    var onlyByService = false

    /// Copies of files that are so many bytes together.
    init(_ rclone: Rclone, from source: End, to target: End, form: Form, bytes: Int) {
        self.rclone = rclone
        self.source = source
        self.target = target
        self.form = form
        self.bytes = bytes
    }

    /// Copies the files of these keys and gives the reasons for those that could not be. `arrived` is called when a
    /// file is whole and verified; what it throws is a reason, too.
    func run(
        _ keys: [StoreKey], _ progress: Progress,
        arrived: @escaping @Sendable (StoreKey) async throws(StoreError) -> Void = { _ throws(StoreError) in }
    ) async throws(StoreError) -> [StoreKey: StoreError] {
        let isCancelled = CancellationCheck.either(progress.cancellation)
        for place in places { try await rclone.meet(place, isCancelled) }
        progress(0)
        let ledger = CopyLedger(keys, bytes, progress)
        var tries = Rclone.Tries()
        repeat {
            let outcome = try await pass(ledger.open, isCancelled) { event in
                switch event {
                case .moved(let bytes): ledger.note(bytes: bytes)
                case .failed(let name, let words): if let key = key(of: name, keys) { ledger.note(words, of: key) }
                case .copied(let name, let isByService):
                    guard let key = key(of: name, keys) else { return }
                    if onlyByService, !isByService { return ledger.close(key, failure: notByService(key)) }
                    do throws(StoreError) {
                        try await arrived(key)
                        ledger.close(key, failure: nil)
                    } catch {
                        ledger.close(key, failure: error)
                    }
                case .deleted, .said: break
                }
            }
            ledger.endPass { key, words in reason(for: key, words, outcome) }
            if ledger.open.isEmpty { break }
        } while try await tries.again(isCancelled)
        let failures = ledger.failures
        if failures.isEmpty { progress(1) }
        return failures
    }

    private var places: [RemotePlace] { [source.place, target.place].compactMap { $0 } }

    /// The key of the file that rclone speaks of. A file that gets another name is the only one.
    private func key(of name: String, _ keys: [StoreKey]) -> StoreKey? {
        form == .file ? keys.first : try? StoreKey(name)
    }

    private func pass(
        _ keys: [StoreKey], _ isCancelled: CancellationCheck,
        event: @escaping @Sendable (RcloneEvent) async -> Void
    ) async throws(StoreError) -> Rclone.Outcome {
        var arguments = [source.argument, target.argument] + Rclone.transferOptions
        arguments += ["--transfers", "\(max(transfers, 1))", "--copy-links", "--no-unicode-normalization"]
        // What is to be copied is decided before; rclone would take equal sizes and times for equal contents.
        arguments.append(replacing ? "--ignore-times" : "--ignore-existing")
        // Of several files, one may be hashed while nothing is heard of the others.
        let idleTimeout = keys.count == 1 ? Rclone.IdleTimeout(.seconds(90), bytes: bytes) : nil
        if onlyByService {
            // A service that copies says nothing before it has, for which rclone waits no longer than for any answer.
            arguments += Rclone.onlyByService + ["--timeout", "\(30 + bytes / (10 << 20))s"]
        }
        let command = form == .file ? "copyto" : "copy"
        return try await rclone.run(
            .init(arguments: [command] + arguments, places: places, idleTimeout: idleTimeout),
            on: form == .file ? nil : keys, isCancelled: isCancelled, event: event)
    }

    /// Why a file has not arrived.
    private func reason(for key: StoreKey, _ words: String?, _ outcome: Rclone.Outcome) -> StoreError {
        let end = target.place == nil ? source : target
        if let place = end.place {
            if outcome.hasTimedOut { return place.failure(outcome.words, .mute, at: end.location(of: key, form)) }
            if onlyByService, outcome.reachedLimit { return notByService(key) }
            if let words { return place.failure([words], at: end.location(of: key, form)) }
            if !outcome.isSuccess { return place.failure(outcome.words) }
        }
        // Silence is a file that is not there, or one that was not to be replaced.
        return replacing ? .absent(source.location(of: key, form)) : .exists(target.location(of: key, form))
    }

    private func notByService(_ key: StoreKey) -> StoreError {
        let location = target.location(of: key, form)
        return target.place?.failure(["it would pass through this machine"], .unsupported, at: location)
            ?? .absent(location)
    }
}

extension Rclone.Outcome {
    /// Whether more would have moved than the call was allowed.
    fileprivate var reachedLimit: Bool { words.contains { $0.contains("max transfer limit reached") } }
}

extension RcloneCopy.End {
    fileprivate var argument: String {
        switch self {
        case .local(let path): path
        case .remote(let place, let key): place.argument(key)
        }
    }

    fileprivate var place: RemotePlace? {
        if case .remote(let place, _) = self { place } else { nil }
    }

    fileprivate func location(of key: StoreKey, _ form: RcloneCopy.Form) -> StoreLocation {
        switch self {
        case .local(let path):
            return StoreLocation(path: form == .file ? path : path + "/" + key.text)
        case .remote(let place, let folder):
            let end = folder.map(place.location.appending) ?? place.location
            return form == .file ? end : end.appending(key)
        }
    }
}

extension Rclone {
    /// What every call that changes something is given. Retries are canopy's, which knows what has arrived and what no
    /// retry helps.
    static let transferOptions = [
        "--retries", "1", "--low-level-retries", "3", "--contimeout", "10s", "--timeout", "30s",
        "--s3-no-check-bucket", "--log-level", "INFO", "--stats", "200ms", "--stats-log-level", "NOTICE",
    ]

    /// What ends a copy that the service does not make by itself, at the first byte that rclone takes.
    static let onlyByService = [
        "--max-transfer", "1B", "--cutoff-mode", "hard", "--buffer-size", "0", "--multi-thread-streams", "0",
    ]

    /// Runs rclone on the files of these keys, if there are any, which are data and never arguments.
    func run(
        _ call: Call, on keys: [StoreKey]?, isCancelled: CancellationCheck,
        event: @escaping @Sendable (RcloneEvent) async -> Void = { _ in }
    ) async throws(StoreError) -> Outcome {
        guard let keys else { return try await run(call, isCancelled: isCancelled, event: event) }
        var call = call
        // A list is read like a file: its names may begin with any character, but cannot have a line break.
        call.arguments += ["--files-from-raw", "-"]
        call.input = Array(keys.map(\.text).joined(separator: "\n").utf8)
        return try await run(call, isCancelled: isCancelled, event: event)
    }
}
