internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Foundation
internal import Synchronization

/// Where one mission is worked on: the folders of its downloads, and the folder that its products are made in.
///
/// Missions of local stores are read where they lie and made where they belong. Those of remote stores get a folder in the
/// working directory. Locks in the kernel keep other processes off both places until the workspace is closed.
final class Workspace: Sendable {
    /// Who has the mission already.
    struct Busy: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder that `full` and `thumbnails` are made in.
    let products: String
    /// The mission's folder in the working directory; `nil` where all stores are local.
    private let folder: String?
    private let keep: Bool
    private let locks: Mutex<Locks?>

    private struct Locks: ~Copyable {
        let folder: FileLock?
        let products: FileLock?
    }

    /// Takes the mission's locks and makes its folders.
    init(
        _ mission: Match.Mission, _ options: Postprocess.Options, input: any Store, boundaries: any Store,
        output: any Store
    ) throws {
        let published = output.localPath(of: mission.output)
        let isLocal = published != nil && !input.location.isRemote && !boundaries.location.isRemote
        let folder = isLocal ? nil : options.workingDirectory + "/" + mission.name
        // Beside the folder, which goes while the lock is still held.
        let folderLock = try folder.map { try Self.lock("\($0).canopy-lock", mission.name) }
        let productsLock = try published.map { try Self.lock("\($0)/.canopy-lock", mission.name) }
        locks = Mutex(Locks(folder: folderLock, products: productsLock))
        products = published ?? (folder ?? options.workingDirectory) + "/output"
        keep = options.keep
        self.folder = folder
        for part in ["full", "thumbnails"] { try Folder.make(products + "/" + part) }
    }

    private static func lock(_ path: String, _ mission: String) throws -> FileLock {
        try Folder.make(Path.folder(of: path))
        let process = ProcessInfo.processInfo
        do throws(FileLock.Failure) {
            return try FileLock(at: path, holder: "process \(process.processIdentifier) on \(process.hostName)")
        } catch {
            switch error {
            case .held(let held):
                // The holder writes its name once it has the lock.
                let holder = held.holder.isEmpty ? "another process" : held.holder
                throw Busy(description: "it is being processed by \(holder); wait for that to end, and try again")
            case .file(let error): throw error
            }
        }
    }

    /// Where a downloaded file lies, or will: `part` keeps boundaries and products of one name apart.
    func download(_ key: StoreKey, _ part: String) -> String { "\(folder ?? products)/\(part)/\(key.name)" }

    /// Removes files that this run put into the working directory.
    func remove(_ files: some Sequence<String>) {
        guard !keep else { return }
        for file in files { try? Path.removeFile(file) }
    }

    /// Removes the folders that this run made in the working directory, as far as nobody else's files are in them, and
    /// lets other processes at the mission.
    ///
    /// Not left to the last reference: threads may hold one for a moment longer than the run lasts.
    func close() {
        if let folder, !keep {
            for part in ["/input", "/boundary", "/output/full", "/output/thumbnails", "/output", ""] {
                Folder.removeIfEmpty(folder + part)
            }
        }
        locks.withLock { $0 = nil }
    }
}
