internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import Stores
internal import Threads

/// Finds the missions that are published already, from the same inputs and options.
struct Published: Sendable {
    let options: Postprocess.Options
    let steps: [any MissionStep]
    let output: any Store
    let logger: Logger

    /// What is told of those of the missions that are. Of the others that were published before, the log says why they are
    /// done again.
    func reports(of missions: [Match.Mission], _ cancellation: Cancellation) async -> [Postprocess.MissionReport] {
        guard let keys = try? missions.map(Publication.manifest) else { return [] }
        let progress = Progress(cancellation: cancellation)
        let found = Array(zip(missions, await output.files(at: keys, progress: progress)))
        let reports = await concurrentMap(found) { (mission, file) async -> Postprocess.MissionReport? in
            await report(mission, file, progress)
        }
        return reports.compactMap { $0.get() }
    }

    private func report(
        _ mission: Match.Mission, _ file: Result<StoreEntry?, StoreError>, _ progress: Progress
    ) async -> Postprocess.MissionReport? {
        do {
            guard let file = try file.get() else { return nil }
            if let reason = try await manifest(file, progress).reasonToRepeat(mission, options, steps) {
                logger.info("\(mission.name): is done again, because \(reason)")
                return nil
            }
        } catch {
            if !progress.isCancelled {
                logger.warning("\(mission.name): is done again, because its manifest could not be read: \(error)")
            }
            return nil
        }
        logger.info("\(mission.name): published already, from the same inputs and options")
        var report = Postprocess.MissionReport(mission.name, options.dryRun ? .planned : .succeeded)
        report.unchanged = true
        report.output = output.location.appending(mission.output)
        return report
    }

    private func manifest(_ file: StoreEntry, _ progress: Progress) async throws -> Manifest {
        // Into memory: a dry run leaves the working directory alone, and there may be no other place to write.
        guard file.size <= Manifest.largest,
            let manifest = Manifest(json: try await output.contents(of: file, progress: progress))
        else { throw Unreadable() }
        return manifest
    }

    private struct Unreadable: Error, CustomStringConvertible {
        let description = "it is damaged, or of another version of canopy"
    }
}
