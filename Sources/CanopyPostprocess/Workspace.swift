internal import CanopyMatch
internal import Files
internal import Foundation
internal import Stores
internal import Synchronization

/// Where one mission is worked on: the folders of its downloads, and the folder that its products are made in.
///
/// Missions of local stores are read where they lie and made where they belong. Those of remote stores get a folder in the
/// working directory. Locks in the kernel keep other processes off both places until the workspace is closed.
///
/// Others may be able to write where all this is made: no link is followed there, and nothing of another user's is taken
/// for this run's.
final class Workspace: Sendable {
    /// Who has the mission already.
    struct Busy: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder that the outputs' folders are made in.
    let products: String
    /// The mission's folder in the working directory; `nil` where all stores are local.
    private let folder: String?
    private let keep: Bool
    private let isScattered: Bool
    private let run: Mutex<RunFolder?>
    private let locks: Mutex<Locks?>

    private struct Locks: ~Copyable {
        var folder: FileLock?
        var products: FileLock?
    }

    /// Takes the mission's locks and makes its folders.
    init(
        _ mission: Match.Mission, _ options: Postprocess.Options, folders: [String], input: any Store,
        boundaries: any Store, output: any Store
    ) throws {
        let published = output.localPath(of: mission.output)
        var locks = Locks()
        var run: RunFolder?
        var folder: String?
        if published == nil || input.location.isRemote || boundaries.location.isRemote {
            let working = try OpenFolder(orOwnLink: options.workingDirectory)
            Self.removeLeftovers(in: working)
            let path = working.path(of: mission.name)
            let lock = try Self.lock(path + Self.lockSuffix, isPrivate: true)
            if lock.abandoned.hasSuffix(Self.wholly) { working.removeTree(mission.name) }
            if let there = try? working.folder(mission.name) { Leftovers.remove(below: there) }
            let parts = ["input", "boundary"] + (published == nil ? folders.map { "output/" + $0 } : [])
            let made = try RunFolder(mission.name, with: parts, in: working, keep: options.keep)
            if made.isNew, !options.keep { lock.add(Self.wholly) }
            locks.folder = consume lock
            run = consume made
            folder = path
        }
        if let published, case .local(let root) = output.location.place {
            locks.products = try Self.publish(mission.output, to: published, below: root, folders)
        }
        self.folder = folder
        self.run = Mutex(run)
        self.locks = Mutex(locks)
        products = published ?? (folder ?? options.workingDirectory) + "/output"
        keep = options.keep
        isScattered = mission.layout != nil
    }

    /// Takes the lock of a mission's folder in a local store and makes the folders in it.
    private static func publish(_ key: StoreKey, to path: String, below root: String, _ folders: [String]) throws
        -> FileLock
    {
        let names = key.text.split(separator: "/").map(String.init)
        try Folder.make(root)
        var folder = try OpenFolder(root)
        // The base folder may be a link, to another disk.
        if names.count > 1 { folder = try folder.makeFolder(orOwnLink: names[0]) }
        for name in names.dropFirst(names.count > 1 ? 1 : 0) { folder = try folder.makeFolder(name) }
        let lock = try lock(path + "/.canopy-lock")
        for part in folders { _ = try folder.makeFolder(part) }
        Leftovers.remove(below: folder)
        return lock
    }

    private static let lockSuffix = ".canopy-lock"
    /// What a lock says where the run made the mission's folder.
    private static let wholly = "the folder of that name goes with it"

    /// Removes what killed runs left in the working directory: the locks that nobody holds, and the folders that were theirs.
    private static func removeLeftovers(in working: borrowing OpenFolder) {
        for name in (try? working.names())?.readable ?? [] where name.hasSuffix(lockSuffix) {
            guard let status = try? working.status(of: name), status.owner == HostLimits.user,
                let lock = try? FileLock(at: working.path(of: name), holder: "", isPrivate: true)
            else { continue }
            let folder = String(name.dropLast(lockSuffix.count))
            if lock.abandoned.hasSuffix(wholly), (try? working.status(of: folder)?.owner) == HostLimits.user {
                working.removeTree(folder)
            }
        }
    }

    private static func lock(_ path: String, isPrivate: Bool = false) throws -> FileLock {
        let process = ProcessInfo.processInfo
        let holder = "process \(process.processIdentifier) on \(process.hostName)"
        var attempts = 10
        while true {
            do throws(FileLock.Failure) { return try FileLock(at: path, holder: holder, isPrivate: isPrivate) } catch {
                switch error {
                // Somebody looks for leftovers, or the holder has not come to write its name.
                case .held(let held) where held.holder.isEmpty && attempts > 0:
                    attempts -= 1
                    Thread.sleep(forTimeInterval: 0.02)
                case .held(let held):
                    let holder = held.holder.isEmpty ? "another process" : held.holder
                    throw Busy(
                        description: "it is being processed by \(holder); wait for that to end, and try again")
                case .file(let error): throw error
                }
            }
        }
    }

    /// Where a downloaded file lies, or will: `part` keeps boundaries and products of one name apart. Products that lie in
    /// several folders have their paths for names.
    func download(_ key: StoreKey, _ part: String) -> String {
        let name = isScattered ? key.text.replacing("%", with: "%25").replacing("/", with: "%2F") : key.name
        return "\(folder ?? products)/\(part)/\(name)"
    }

    /// Removes files that this run put into the working directory.
    func remove(_ files: some Sequence<String>) {
        guard !keep else { return }
        for file in files { try? Path.removeFile(file) }
    }

    /// Removes what this run made in the working directory and lets other processes at the mission.
    ///
    /// Not left to the last reference: threads may hold one for a moment longer than the run lasts.
    func close() {
        // The folder goes while its lock is still held.
        run.withLock { $0 = nil }
        locks.withLock { $0 = nil }
    }
}
