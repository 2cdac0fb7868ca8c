internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Logging

/// The first stage: everything that a mission needs is made to lie on this machine.
struct Fetching: Sendable {
    let options: Postprocess.Options
    let input: any Store
    let boundaries: any Store
    let logger: Logger

    /// Downloads what is remote and notes where everything lies.
    func run(_ work: inout MissionWork, progress: Progress) async {
        let mission = work.mission
        do throws(StoreError) {
            work.boundary = try await fetch(mission.boundary, from: boundaries, work.workspace, progress)
            for product in mission.products {
                for file in [product.entry] + product.sidecars {
                    work.inputs[file.key] = try await fetch(file, from: input, work.workspace, progress)
                }
            }
        } catch {
            work.failure = progress.isCancelled ? "interrupted" : error.description
        }
    }

    private func fetch(
        _ file: StoreEntry, from store: any Store, _ workspace: Workspace, _ progress: Progress
    ) async throws(StoreError) -> String {
        if let path = store.localPath(of: file.key) { return path }
        let path = workspace.download(file.key)
        logger.info("downloading \(file.key)")
        _ = try await store.fetch(file.key, to: path, progress: Progress(cancellation: progress.cancellation))
        return path
    }
}
