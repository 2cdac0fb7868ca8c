import CanopySync
import CanopyTesting
import Diagnostics
import Stores

/// Foundation has a class of this name.
typealias Progress = Diagnostics.Progress

/// Copies between two places of a folder.
func sync(
    _ folder: TemporaryFolder, from source: String = "src", to destination: String = "dst",
    progress: Progress = Progress(), _ change: (inout Sync.Options) -> Void = { _ in }
) async throws -> Sync.Report {
    var options = Sync.Options()
    change(&options)
    return try await Sync(options: options).run(
        .init(from: StoreLocation(folder(source)), to: StoreLocation(folder(destination))), progress: progress)
}
