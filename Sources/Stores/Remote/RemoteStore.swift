internal import Diagnostics
internal import Files
internal import Synchronization
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A store that rclone reaches.
///
/// Every answer is looked up rather than concluded from rclone's silence, in which a missing key and a finished copy
/// are the same.
struct RemoteStore: Store {
    let place: RemotePlace
    let rclone: Rclone
    /// Who opens objects of the store's service, if that gives ranges of them.
    let opener: Stores?
    /// What answers questions about the place by itself, if the service can be asked.
    let objects: ObjectPlace?

    var location: StoreLocation { place.location }

    init(_ place: RemotePlace, _ rclone: Rclone, opener: Stores? = nil, objects: ObjectPlace? = nil) {
        self.place = place
        self.rclone = rclone
        self.opener = opener
        self.objects = objects
    }

    func ranges(
        of entry: StoreEntry, cancellation: Cancellation
    ) async throws(StoreError) -> (any RandomAccessFile)? {
        guard let opener else { return nil }
        return try await opener.object(at: location.appending(entry.key), cancellation: cancellation)
    }

    func localPath(of key: StoreKey) -> String? { nil }

    func reach(progress: Progress) async throws(StoreError) {
        _ = try await holdsAnything(in: nil, .flag(progress.cancellation))
    }

    /// Takes an answer of the service's own. Whoever gets one knows that the service answers, and that rclone, which carries
    /// all that moves, can be had.
    func known<Value>(_ answer: Value?) async throws(StoreError) -> Value? {
        guard let answer else { return nil }
        _ = try await rclone.version()
        rclone.known.withLock { _ = $0.answering.insert(place.remote) }
        return answer
    }

    /// Whether there are names in a folder; `nil` where there is no folder. Where folders are only what keys have in common,
    /// there is no folder without names, and a missing one is a missing bucket.
    func holdsAnything(
        in folder: StoreKey?, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Bool? {
        if let answer = try await known(objects?.holdsAnything(in: folder, isCancelled)) { return answer }
        let capabilities = try await rclone.capabilities(of: place, isCancelled)
        let arguments = ["lsjson", place.argument(folder), "--no-mimetype", "--no-modtime"]
        if let output = try await rclone.look(arguments, at: place, isCancelled) {
            return RemoteItem.items(output)?.isEmpty == false
        }
        if capabilities.isBucketBased { throw place.failure([], .noBucket) }
        return nil
    }

    func list(_ folder: StoreKey?, depth: Int, progress: Progress) async throws(StoreError) -> StoreListing {
        try await list(folder, depth: depth, withTimes: true, progress)
    }

    func listWithoutTimes(
        _ folder: StoreKey?, depth: Int, progress: Progress
    ) async throws(StoreError) -> StoreListing {
        try await list(folder, depth: depth, withTimes: false, progress)
    }

    private func list(
        _ folder: StoreKey?, depth: Int, withTimes: Bool, _ progress: Progress
    ) async throws(StoreError) -> StoreListing {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        let isBucketBased = try await rclone.capabilities(of: place, isCancelled).isBucketBased
        let listing = try await list(folder, depth: depth, withTimes: withTimes, isCancelled)
        // Where folders are what keys have in common, most that are asked for have some: of none one is not told by chance.
        return isBucketBased && listing.isEmpty
            ? try await list(folder, depth: depth, withTimes: withTimes, isCancelled) : listing
    }

    private func list(
        _ folder: StoreKey?, depth: Int, withTimes: Bool, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> StoreListing {
        if let items = try await known(
            objects?.items(in: folder, depth: depth, withTimes: withTimes, isCancelled))
        {
            return StoreListing(items, of: folder)
        }
        let options =
            (depth == .max ? ["--fast-list"] : ["--max-depth", "\(depth)"]) + (withTimes ? [] : ["--no-modtime"])
        let capabilities = try await rclone.capabilities(of: place, isCancelled)
        let arguments =
            ["lsjson", place.argument(folder), "--no-mimetype", "--recursive"] + options + capabilities.hashOptions
        let outcome = try await rclone.ask(arguments, at: place, isCancelled)
        if outcome.isSuccess { return try listing(outcome.output, of: folder) }
        if !outcome.failures.isEmpty { return try listing(outcome.output, of: folder, without: outcome.failures) }
        if !outcome.isAbsent { throw place.failure(outcome.words) }
        if capabilities.isBucketBased { throw place.failure([], .noBucket) }
        throw .absent(folder.map(location.appending) ?? location)
    }

    /// The listing that rclone wrote. Where folders are missing from it, which rclone names, it is without its end.
    private func listing(
        _ json: [UInt8], of folder: StoreKey?, without failures: [String: String] = [:]
    ) throws(StoreError) -> StoreListing {
        guard let items = RemoteItem.items(failures.isEmpty ? json : json + "]".utf8) else {
            throw place.failure(failures.isEmpty ? ["no listing"] : Array(failures.values))
        }
        return StoreListing(items, of: folder, without: failures.mapValues { place.failure([$0]) })
    }

    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem? { try await stat(key, .task) }

    func stat(
        _ key: StoreKey, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> StoreItem? {
        if let item = try await item(at: key, isCancelled) { return item }
        // What is not there changes what is done, and that it is not is said by services in trouble, too.
        return try await item(at: key, isCancelled)
    }

    private func item(
        at key: StoreKey, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> StoreItem? {
        let capabilities = try await rclone.capabilities(of: place, isCancelled)
        if let files = try await known(objects?.files(at: [key], isCancelled)) {
            if let file = files.first ?? nil { return .file(file) }
        } else {
            let arguments = ["lsjson", "--stat", place.argument(key), "--no-mimetype"] + capabilities.hashOptions
            let item = try await rclone.look(arguments, at: place, isCancelled).flatMap(RemoteItem.item)
            if let item, !item.isFolder { return .file(item.entry(key)) }
            guard capabilities.isBucketBased else { return item == nil ? nil : .folder }
        }
        // Where folders are what keys have in common, rclone takes any name for a folder's.
        return try await holdsAnything(in: key, isCancelled) == true ? .folder : nil
    }

    var fetchesInParts: Bool { objects != nil && rclone.leavesTransfersAsTheyAre(of: place) }

    func fetch(_ key: StoreKey, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        guard case .file(let entry) = try await stat(key, isCancelled) else { throw .absent(location.appending(key)) }
        return try await fetch(entry, to: path, progress: progress)
    }

    func fetch(_ entry: StoreEntry, to path: String, progress: Progress) async throws(StoreError) -> Verification {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        let folder = Path.folder(of: path)
        try mapError(to: StoreError.file, try Folder.make(folder))
        if fetchesInParts,
            let verification = try await known(
                objects?.fetch(entry, to: path, progress, .either(progress.cancellation)))
        {
            return verification
        }
        let verification = try await rclone.capabilities(of: place, isCancelled).verification(of: entry)
        // rclone gives a file its name before its bytes: names are right only once they are given here.
        let scratch = try mapError(to: StoreError.file, try ScratchFolder(in: folder))
        let copy = RcloneCopy(
            rclone, from: .remote(place, nil), to: .local(Path.resolved(scratch.path) + "/files"), form: .folders,
            bytes: entry.size)
        let loaded = scratch.inside("files/" + entry.key.text)
        let failures = try await copy.run([entry.key], progress) { _ throws(StoreError) in
            try await Self.give(loaded, Path.name(of: path), in: [], below: folder, replacing: true)
        }
        if let failure = failures.first?.value { throw failure }
        return verification
    }

    /// Gives a file that was loaded to a scratch folder its own name.
    static func give(
        _ loaded: String, _ name: String, in folders: [String], below root: String, replacing: Bool
    ) async throws(StoreError) {
        try await runBlocking { () throws(StoreError) in
            do throws(FileError) {
                let folder = try OpenFolder(folders, below: root)
                try OutputFile(adopting: loaded, as: name, in: folder, overwrite: replacing).commit()
            } catch {
                throw .file(error)
            }
        }
    }

    func contents(of entry: StoreEntry, progress: Progress) async throws(StoreError) -> [UInt8] {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        if let bytes = try await known(objects?.contents(of: entry, isCancelled)) { return bytes }
        let arguments = ["cat", place.argument(entry.key), "--head", "\(entry.size)"]
        // Of a file that is not there, and of one that comes in part, rclone says nothing.
        var tries = Rclone.Tries()
        var bytes: [UInt8]?
        repeat {
            bytes = try await rclone.look(arguments, at: place, isCancelled)
            if bytes?.count == entry.size { break }
        } while try await tries.again(isCancelled)
        guard let bytes, bytes.count == entry.size else { throw .absent(location.appending(entry.key)) }
        return bytes
    }

    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        guard let status = try mapError(to: StoreError.file, try FileStatus(of: path)), status.kind == .file else {
            throw .absent(StoreLocation(path: path))
        }
        return try await store(
            .local(Path.resolved(path)), as: key, replacing: replacing, bytes: status.size, progress)
    }

    /// Copies a file of another remote store, under any name, without a copy on this machine.
    func store(
        _ entry: StoreEntry, of other: RemoteStore, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        let theirs = try await rclone.capabilities(of: other.place, isCancelled).verification(of: entry)
        let ours = try await store(
            .remote(other.place, entry.key), as: key, replacing: replacing, bytes: entry.size, progress)
        return theirs == .md5 ? ours : theirs
    }

    func store(
        _ source: RcloneCopy.End, as key: StoreKey, replacing: Bool, bytes: Int, onlyByService: Bool = false,
        _ progress: Progress
    ) async throws(StoreError) -> Verification {
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        if !replacing, try await stat(key, isCancelled) != nil { throw .exists(location.appending(key)) }
        let capabilities = try await rclone.capabilities(of: place, isCancelled)
        if capabilities.writesWhole {
            try await copy(
                source, to: key, replacing: replacing, bytes: bytes, onlyByService: onlyByService, progress)
        } else {
            let staged = key.temporaryBeside
            do throws(StoreError) {
                try await copy(
                    source, to: staged, replacing: true, bytes: bytes, onlyByService: onlyByService, progress)
                try await rclone.move(staged, to: key, at: place, isCancelled)
            } catch {
                // What cannot be removed is not what went wrong.
                _ = try? await remove(staged)
                throw error
            }
        }
        return capabilities.hasMD5 ? .md5 : .size
    }

    private func copy(
        _ source: RcloneCopy.End, to key: StoreKey, replacing: Bool, bytes: Int, onlyByService: Bool,
        _ progress: Progress
    ) async throws(StoreError) {
        let file = place.argument(key)
        await rclone.writers.take(file)
        defer { rclone.writers.give(file) }
        if replacing, try await isDoneByObjects(source, key, bytes, onlyByService, progress) { return progress(1) }
        var copy = RcloneCopy(rclone, from: source, to: .remote(place, key), form: .file, bytes: bytes)
        copy.replacing = replacing
        copy.onlyByService = onlyByService
        if let failure = try await copy.run([key], progress).first?.value { throw failure }
    }

    /// Whether the service has taken the file by one request: rclone is to copy all others.
    private func isDoneByObjects(
        _ source: RcloneCopy.End, _ key: StoreKey, _ bytes: Int, _ onlyByService: Bool, _ progress: Progress
    ) async throws(StoreError) -> Bool {
        guard let objects, rclone.leavesTransfersAsTheyAre(of: place) else { return false }
        let isCancelled = CancellationCheck.either(progress.cancellation)
        switch source {
        case .local(let path):
            return try await known(objects.store(path, as: key, progress, isCancelled)) != nil
        case .remote(let other, let entry?) where onlyByService && other.remote == place.remote:
            let source = other.argument(entry).dropFirst(other.remote.count + 1)
            return try await known(objects.copy(String(source), of: bytes, to: key, isCancelled)) == true
        case .remote: return false
        }
    }

    func remove(_ key: StoreKey) async throws(StoreError) {
        if let failure = try await remove([key], progress: Progress()).first?.value { throw failure }
    }

    func remove(_ keys: [StoreKey], progress: Progress) async throws(StoreError) -> [StoreKey: StoreError] {
        // Without names rclone would take all there is.
        if keys.isEmpty { return [:] }
        let isCancelled = CancellationCheck.either(progress.cancellation)
        try await rclone.meet(place, isCancelled)
        let call = Rclone.Call(
            arguments: ["delete", place.argument()] + Rclone.transferOptions, places: [place], idleTimeout: nil)
        var tries = Rclone.Tries()
        var outcome: Rclone.Outcome
        repeat {
            outcome = try await rclone.run(call, on: keys, isCancelled: isCancelled)
            if outcome.isSuccess || outcome.isAbsent || !place.isRetryable(outcome) { break }
        } while try await tries.again(isCancelled)
        // Of a file that was not there rclone says nothing.
        if outcome.isSuccess || outcome.isAbsent { return [:] }
        var failures: [StoreKey: StoreError] = [:]
        for (name, words) in outcome.failures {
            if let key = try? StoreKey(name) { failures[key] = place.failure([words], at: location.appending(key)) }
        }
        if failures.isEmpty { throw place.failure(outcome.words) }
        return failures
    }
}

extension RemoteTraits {
    /// What makes `lsjson` tell hashes, where that costs no reading.
    var hashOptions: [String] { listsMD5 ? ["--hash", "--hash-type", "MD5"] : [] }

    /// How a copy of the file is found to be whole. Objects that others wrote in parts may have no hash.
    func verification(of entry: StoreEntry) -> Verification {
        hasMD5 && (entry.md5 != nil || !listsMD5) ? .md5 : .size
    }
}
