public import Diagnostics
public import Files
internal import Threads

/// Where files are kept under keys: a folder, a bucket, an rclone remote.
///
/// What holds for every store: files appear whole or not at all, also on this machine when they are fetched; folders
/// are what keys have in common, so they come with their first file; nothing is said about the order of calls, any
/// number may run at once. `StoreTests` runs every store through the same suite.
public protocol Store: Sendable {
    /// Where it is.
    var location: StoreLocation { get }

    /// Makes sure, as far as it can be told without moving anything, that the store can be used: that a service answers,
    /// takes the keys and has the bucket.
    func reach(progress: Progress) async throws(StoreError)

    /// What `folder` holds (`nil`: the top of the store), sorted by key. A depth of 1 is what lies in it, one of 2 what lies
    /// in its folders as well, and so on; `.max` is everything.
    ///
    /// A folder that is not there is an error where the store knows folders, and an empty listing where it does not. One
    /// further down that cannot be looked at is a problem of the listing; with everything at once a remote store may fail.
    func list(_ folder: StoreKey?, depth: Int, progress: Progress) async throws(StoreError) -> StoreListing

    /// The same without the times of files, for which some stores have to ask file by file.
    func listWithoutTimes(
        _ folder: StoreKey?, depth: Int, progress: Progress
    ) async throws(StoreError) -> StoreListing

    /// What stands at `key`; `nil` where there is nothing.
    func stat(_ key: StoreKey) async throws(StoreError) -> StoreItem?

    /// The files at `keys`, in their order; `nil` where there is none. What cannot be looked at costs the others nothing.
    func files(at keys: [StoreKey], progress: Progress) async -> [Result<StoreEntry?, StoreError>]

    /// Copies the file at `key` to a path on this machine, replacing what is there and making the folders on the way.
    func fetch(
        _ key: StoreKey, to path: String, progress: Progress
    ) async throws(StoreError) -> Verification

    /// The same for a file that the store has told of, which it need not be asked for again.
    func fetch(
        _ entry: StoreEntry, to path: String, progress: Progress
    ) async throws(StoreError) -> Verification

    /// Whether a file that is fetched comes by several requests at once, so that it fills the link by itself.
    var fetchesInParts: Bool { get }

    /// The bytes of a small file that the store has told of.
    func contents(of entry: StoreEntry, progress: Progress) async throws(StoreError) -> [UInt8]

    /// Copies a file on this machine to `key`. With `replacing` false a file that is there already is an error.
    func store(
        _ path: String, as key: StoreKey, replacing: Bool, progress: Progress
    ) async throws(StoreError) -> Verification

    /// The shortest way of a file from the other store to this one.
    func passage(
        of entry: StoreEntry, from other: any Store, progress: Progress
    ) async throws(StoreError) -> Passage

    /// Has the service that both stores are on copy a file of the other one to `key`, replacing what is there. Nothing of
    /// the file passes through this machine.
    ///
    /// - Parameter entry: What `other` has told of the file, its MD5 included.
    /// - Returns: That it has been copied, or that it is to be transferred, which no longer is the service's affair.
    func copy(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> ServiceCopy

    /// Copies a file of the other store to `key`, replacing what is there, without a copy on this machine's disk.
    ///
    /// - Returns: The copy, of which the MD5 agrees; `nil` where the file is to be fetched and stored.
    func relay(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> StoreEntry?

    /// Removes the file at `key`; one that is not there is none to remove.
    func remove(_ key: StoreKey) async throws(StoreError)

    /// Removes the files at `keys` and gives the reasons for those that could not be.
    func remove(_ keys: [StoreKey], progress: Progress) async throws(StoreError) -> [StoreKey: StoreError]

    /// Ends uploads to `folder` that somebody began more than `age` ago and never finished: their parts are kept, and paid
    /// for, unseen.
    func abortUploads(
        in folder: StoreKey, olderThan age: Duration, progress: Progress
    ) async throws(StoreError)

    /// A file that the store has told of, to be read in parts where it lies; `nil` where the store gives whole files only. What
    /// reads it stops where `cancellation` is set.
    ///
    /// - Throws: ``StoreError/unencrypted(_:)`` where nobody would notice that a byte has changed on the way.
    func ranges(
        of entry: StoreEntry, cancellation: Cancellation
    ) async throws(StoreError) -> (any RandomAccessFile)?

    /// Where the file at `key` lies, or would lie, on this machine, so that it can be read in place; `nil` where the
    /// store is remote.
    func localPath(of key: StoreKey) -> String?
}

extension Store {
    /// Nothing stands between a folder and its user.
    public func reach(progress: Progress) async throws(StoreError) {}

    /// With the times, where they cost nothing.
    public func listWithoutTimes(
        _ folder: StoreKey?, depth: Int, progress: Progress
    ) async throws(StoreError) -> StoreListing {
        try await list(folder, depth: depth, progress: progress)
    }

    /// Everything in a folder, without the times of files.
    public func listWithoutTimes(_ folder: StoreKey, progress: Progress) async throws(StoreError) -> StoreListing {
        try await listWithoutTimes(folder, depth: .max, progress: progress)
    }

    /// What ``reach(progress:)`` finds wrong; `nil` where the store can be used. For those who ask beside other work.
    public func problem(progress: Progress) async -> StoreError? {
        do throws(StoreError) { try await reach(progress: progress) } catch { return error }
        return nil
    }

    /// Where files are written under temporary names there is nothing of the kind.
    public func abortUploads(
        in folder: StoreKey, olderThan age: Duration, progress: Progress
    ) async throws(StoreError) {}

    /// A file comes as one.
    public var fetchesInParts: Bool { false }

    /// Files of this machine are read where they lie by their paths.
    public func ranges(
        of entry: StoreEntry, cancellation: Cancellation
    ) async throws(StoreError) -> (any RandomAccessFile)? {
        nil
    }

    /// Files of a folder are on a disk already, or to come to one.
    public func passage(
        of entry: StoreEntry, from other: any Store, progress: Progress
    ) async throws(StoreError) -> Passage {
        .disk
    }

    /// Files of a folder are on a disk already, or to come to one.
    public func relay(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> StoreEntry? {
        nil
    }

    /// Behind a folder there is no service.
    public func copy(
        _ entry: StoreEntry, of other: any Store, as key: StoreKey, progress: Progress
    ) async throws(StoreError) -> ServiceCopy {
        .transferNeeded(reason: nil)
    }

    /// Looks at one key by itself, and at several at once.
    public func files(at keys: [StoreKey], progress: Progress) async -> [Result<StoreEntry?, StoreError>] {
        await concurrentMap(keys) { (key) async throws(StoreError) in
            if progress.isCancelled { throw .cancelled }
            return try await stat(key)?.file
        }
    }

    /// Copies the file at the entry's key.
    public func fetch(
        _ entry: StoreEntry, to path: String, progress: Progress
    ) async throws(StoreError) -> Verification {
        try await fetch(entry.key, to: path, progress: progress)
    }

    /// Reads the file where it lies.
    public func contents(of entry: StoreEntry, progress: Progress) async throws(StoreError) -> [UInt8] {
        guard let path = localPath(of: entry.key) else { throw .absent(location.appending(entry.key)) }
        return try await runBlocking { () throws(StoreError) in
            var bytes: [UInt8] = []
            _ = try mapError(
                to: StoreError.file,
                try FileReader.forEachPiece(of: path) { piece in
                    bytes += piece
                    return !progress.isCancelled
                })
            return bytes
        }
    }

    /// Removes one file after the other.
    public func remove(
        _ keys: [StoreKey], progress: Progress
    ) async throws(StoreError) -> [StoreKey: StoreError] {
        var failures: [StoreKey: StoreError] = [:]
        for key in keys {
            if progress.isCancelled { throw .cancelled }
            do throws(StoreError) { try await remove(key) } catch { failures[key] = error }
        }
        return failures
    }
}

/// One file of a store.
public struct StoreEntry: Hashable, Sendable, Codable {
    /// Its key.
    public var key: StoreKey
    /// Bytes.
    public var size: Int
    /// When its contents changed last, where the store says so.
    public var modified: Timestamp?
    /// The MD5 of the contents in lower-case hexadecimal, where the store knows it without reading them: S3 does not of what
    /// was uploaded in parts, unless who did it has noted it down.
    ///
    /// See: [ETag](https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html).
    public var md5: String?

    /// A file with these properties.
    public init(key: StoreKey, size: Int, modified: Timestamp? = nil, md5: String? = nil) {
        self.key = key
        self.size = size
        self.modified = modified
        self.md5 = md5
    }
}

/// What stands at a key.
public enum StoreItem: Hashable, Sendable {
    /// A file.
    case file(StoreEntry)
    /// A folder.
    case folder

    /// The file, if it is one.
    public var file: StoreEntry? {
        if case .file(let entry) = self { entry } else { nil }
    }
}

/// What a folder of a store holds.
public struct StoreListing: Hashable, Sendable {
    /// The files.
    public var files: [StoreEntry] = []
    /// The folders.
    public var folders: [StoreKey] = []
    /// Links to files outside the store, where those are not followed.
    public var outside: [StoreKey] = []
    /// What is there as well but cannot be used.
    public var problems: [StoreProblem] = []

    /// An empty listing.
    public init() {}

    /// Whether there is nothing in it.
    var isEmpty: Bool { files.isEmpty && folders.isEmpty && problems.isEmpty }

    /// The same in the order of keys.
    var sorted: StoreListing {
        var sorted = self
        sorted.files = files.inOrder(of: \.key)
        sorted.folders = folders.inOrder(of: \.self)
        sorted.outside = outside.inOrder(of: \.self)
        sorted.problems = problems.inOrder(of: \.path)
        return sorted
    }
}

/// Something in a store that cannot be used.
public struct StoreProblem: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Its path in the store. It need not be a key.
    public let path: String
    /// The rest of a sentence that begins with the path.
    public let reason: String

    /// Something at `path` that cannot be used because it `reason`.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// One sentence, fit for a terminal.
    public var description: String { "'\(path.spelledOut)' \(reason)" }
}

/// How a transfer was found to be whole.
public enum Verification: String, Hashable, Sendable, Codable, CaseIterable {
    /// The SHA-256 of original and copy agree.
    case sha256
    /// The MD5 of original and copy agree.
    case md5
    /// The sizes agree; the store gives no hash.
    case size
}

/// A way from one store to another.
public enum Passage: Hashable, Sendable {
    /// The service that both are on copies the file by itself.
    case service
    /// It comes here and goes on at the same time.
    case memory
    /// It comes to this machine's disk, if it is not there already, and goes on from there.
    case disk
}

/// What came of having a service copy a file by itself.
public enum ServiceCopy: Hashable, Sendable {
    /// The file is there, with the size and the MD5 of the original by what the service says of both. Of what was uploaded
    /// in parts that is the MD5 that its owner noted down, which goes with each copy.
    case copied(StoreEntry)
    /// It is to be transferred: the stores are not on one service, or not on one that copies, or else for this reason,
    /// which is fit to follow 'because' and free of secrets.
    case transferNeeded(reason: String?)
}

extension StoreEntry {
    /// Whether two files have the same contents: by their hashes where both are known, else by size and time, never by
    /// size alone; `nil` where only reading them would tell.
    public func hasSameContents(as other: StoreEntry) -> Bool? {
        if size != other.size { return false }
        if let md5, let theirs = other.md5 { return md5 == theirs }
        if let modified, modified == other.modified { return true }
        return nil
    }
}
