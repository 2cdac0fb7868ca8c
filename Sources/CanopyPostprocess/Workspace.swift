internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Foundation

/// Where one mission is worked on: its input files, and the folder that its products are made in.
///
/// Missions of local stores are read where they lie and made where they belong. Those of remote stores get a folder in the
/// working directory. Either way a lock in the kernel keeps other processes off the mission until the workspace is closed.
final class Workspace: Sendable {
    /// Who has the mission already.
    struct Busy: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder that `full` and `thumbnails` are made in.
    let products: String
    /// The folder of downloads; `nil` where inputs are read in place.
    let downloads: String?
    private let folder: String?
    private let keep: Bool
    private let lock: FileLock

    /// Takes the mission's lock and makes its folders.
    init(
        _ mission: Match.Mission, _ options: Postprocess.Options, input: any Store, boundaries: any Store,
        output: any Store
    ) throws {
        let published = output.localPath(of: mission.output)
        let usesDownloads = input.location.isRemote || boundaries.location.isRemote
        keep = options.keep
        folder = published == nil || usesDownloads ? options.workingDirectory + "/" + mission.name : nil
        downloads = usesDownloads ? folder.map { $0 + "/input" } : nil
        products = published ?? (folder ?? options.workingDirectory) + "/output"
        if let folder { try Folder.make(folder) }
        try Folder.make(published ?? products)
        // Beside the products where those are local: two runs may share an output without sharing a working directory.
        lock = try Self.lock((published ?? folder ?? products) + "/.canopy-lock", mission.name)
        for part in ["full", "thumbnails"] { try Folder.make(products + "/" + part) }
        if let downloads { try Folder.make(downloads) }
    }

    private static func lock(_ path: String, _ mission: String) throws -> FileLock {
        let process = ProcessInfo.processInfo
        do throws(FileLock.Failure) {
            return try FileLock(at: path, holder: "process \(process.processIdentifier) on \(process.hostName)")
        } catch {
            switch error {
            case .held(let held):
                throw Busy(
                    description:
                        "'\(mission)' is being processed by \(held.holder); wait for it, or end it, and try again")
            case .file(let error): throw error
            }
        }
    }

    /// Where a downloaded file lies, or will.
    func download(_ key: StoreKey) -> String { (downloads ?? products) + "/" + key.name }

    /// Removes what this run put into the working directory.
    func clear() {
        guard let folder, !keep else { return }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
