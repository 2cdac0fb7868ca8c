internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Logging

/// The first stage: everything that a mission needs is made to lie on this machine.
struct Fetching: Sendable {
    let input: any Store
    let boundaries: any Store
    let logger: Logger

    /// Downloads what is remote and notes where everything lies.
    func run(_ work: inout MissionWork, _ cancellation: Cancellation) async {
        let mission = work.mission
        do throws(StoreError) {
            work.boundary = try await fetch(mission.boundary, from: boundaries, "boundary", &work, cancellation)
            for product in mission.products {
                for file in [product.entry] + product.sidecars {
                    work.inputs[file.key] = try await fetch(file, from: input, "input", &work, cancellation)
                }
            }
        } catch {
            work.fail("\(error)")
        }
    }

    private func fetch(
        _ file: StoreEntry, from store: any Store, _ part: String, _ work: inout MissionWork,
        _ cancellation: Cancellation
    ) async throws(StoreError) -> String {
        if let path = store.localPath(of: file.key) { return path }
        let path = work.workspace.download(file.key, part)
        logger.info("\(work.mission.name): downloading \(file.key.name)")
        work.scratch.insert(path)
        _ = try await store.fetch(file.key, to: path, progress: Progress(cancellation: cancellation))
        return path
    }
}
