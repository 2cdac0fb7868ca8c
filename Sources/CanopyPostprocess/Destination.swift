internal import Files
internal import Stores
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Where the products of a mission are made, and what becomes of them if it fails.
///
/// Those of a remote output are made in the working directory. On this machine a first publication receives them as they are
/// made, and has nothing of a mission that failed. Where an earlier publication lies, it stays as it is until all of the
/// mission is made beside it; so do those that plugins are going to have, who add to nothing that is published.
final class Destination: Sendable {
    /// The folder that the outputs' folders are made in.
    let folder: String
    /// The mission's folder in an output on this machine.
    private let published: String?
    /// Whether the products are made where nothing was published before on this machine.
    let isFirst: Bool
    /// Whether the products are made in a folder beside their places on this machine.
    private let isAside: Bool
    private let staging: Mutex<ScratchFolder?>

    /// The folders of the outputs.
    private let parts: [String]

    /// The destination of products that are made in `workspace`, which holds the locks, and published in the folder at
    /// `published`, if that is on this machine.
    ///
    /// - Parameter isAside: Whether they are made in a folder beside that, if that is on this machine, also where nothing is
    ///   published.
    init(_ workspace: Workspace, folders: [String], published: String?, isAside: Bool) throws(FileError) {
        parts = folders
        self.published = published
        let hasEarlier = published.map { Self.holdsPublication($0, in: folders) } ?? false
        isFirst = published != nil && !hasEarlier
        self.isAside = published != nil && (hasEarlier || isAside)
        guard let published, self.isAside else {
            folder = workspace.products
            staging = Mutex(nil)
            return
        }
        let scratch = try ScratchFolder(in: published)
        folder = scratch.path
        for part in folders { try Folder.make(scratch.path + "/" + part) }
        staging = Mutex(consume scratch)
    }

    private static func holdsPublication(_ folder: String, in parts: [String]) -> Bool {
        if Path.exists(folder + "/manifest.json") { return true }
        return parts.contains { part in
            // What cannot be read may be a publication.
            guard let names = try? Folder.names(in: folder + "/" + part) else {
                return Path.exists(folder + "/" + part)
            }
            return !names.unreadable.isEmpty || !names.readable.allSatisfy(Path.isTemporary)
        }
    }

    /// The folder that products are made in, as a key of an output on this machine that has the mission at `mission`; `nil`
    /// for a remote output.
    func key(in mission: StoreKey) throws(StoreKey.Problem) -> StoreKey? {
        guard published != nil else { return nil }
        return isAside ? mission.appending(try StoreKey(Path.name(of: folder))) : mission
    }

    /// Removes what a process that is dead was writing. The mission's lock keeps others from writing there.
    func removeTemporaries() {
        for part in parts {
            guard let names = try? Folder.names(in: folder + "/" + part) else { continue }
            for name in names.readable where Path.isTemporary(name) {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(part)/\(name)")
            }
        }
    }

    /// Removes what a mission that failed has made of a first publication.
    func revoke(_ keys: some Sequence<StoreKey>) {
        guard isFirst, let published else { return }
        for key in keys { try? Path.removeFile(published + "/" + key.text) }
        for part in parts { Folder.removeIfEmpty(published + "/" + part) }
    }

    /// Removes what lies beside an earlier publication.
    func close() { staging.withLock { $0 = nil } }
}
