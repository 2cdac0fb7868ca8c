internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import Raster
internal import Stores
internal import Threads

/// The first stage: everything that a mission needs is made to lie on this machine.
struct DownloadStage: Sendable {
    let input: any Store
    let boundaries: any Store
    let logger: Logger

    /// How many files are on their way at once.
    static let atOnce = 4

    /// A file to download, and where to.
    private struct Download: Sendable {
        let file: StoreEntry
        let store: any Store
        let path: String
    }

    /// Downloads what is remote and notes where everything lies.
    func run(_ work: inout MissionWork, _ cancellation: Cancellation) async {
        let mission = work.mission
        var downloads: [Download] = []
        work.boundary = place(mission.boundary, from: boundaries, "boundary", &work, &downloads)
        for product in mission.products {
            for file in [product.entry] + product.sidecars {
                work.inputs[file.key] = place(file, from: input, "input", &work, &downloads)
            }
        }
        do throws(StoreError) {
            _ = try await concurrentMap(allOf: downloads, atOnce: Self.atOnce) { (download) async throws(StoreError) in
                logger.info("\(mission.name): downloading \(download.file.key.name)")
                _ = try await download.store.fetch(
                    download.file, to: download.path, progress: Progress(cancellation: cancellation))
            }
        } catch {
            work.fail("\(error)")
        }
    }

    /// Where a file lies, or will lie once it is downloaded.
    private func place(
        _ file: StoreEntry, from store: any Store, _ part: String, _ work: inout MissionWork,
        _ downloads: inout [Download]
    ) -> String {
        if let path = store.localPath(of: file.key) { return path }
        let path = work.download(file.key, part)
        downloads.append(Download(file: file, store: store, path: path))
        return path
    }
}
