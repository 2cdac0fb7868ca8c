internal import CanopyMatch
internal import CanopySync
internal import Files

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Finds the missions that are published already, from the same inputs and options.
struct Published: Sendable {
    let options: Postprocess.Options
    let output: any Store

    /// What is told of those of the missions that are. A manifest that cannot be read is none.
    func reports(of missions: [Match.Mission], _ cancellation: Cancellation) async -> [Postprocess.MissionReport] {
        guard let keys = try? missions.map(Publishing.manifest) else { return [] }
        let progress = Progress(cancellation: cancellation)
        let found = zip(missions, await output.files(at: keys, progress: progress)).compactMap { mission, file in
            (try? file.get()).map { (mission, $0) }
        }
        let reports = await concurrently(found) { (mission, file) async -> Postprocess.MissionReport? in
            let manifest = await manifest(file, progress)
            return manifest?.isComplete(for: mission, options) == true ? report(mission) : nil
        }
        return reports.compactMap { $0.get() }
    }

    private func report(_ mission: Match.Mission) -> Postprocess.MissionReport {
        var report = Postprocess.MissionReport(mission.name, .succeeded)
        report.unchanged = true
        report.output = options.output.appending(mission.output)
        return report
    }

    private func manifest(_ file: StoreEntry, _ progress: Progress) async -> Manifest? {
        if let path = output.localPath(of: file.key) { return Manifest(contentsOf: path) }
        // Not in the working directory, which a dry run leaves alone.
        let copy = TemporaryFile(beside: FileManager.default.temporaryDirectory.path + "/manifest.json")
        guard (try? await output.fetch(file, to: copy.path, progress: progress)) != nil else { return nil }
        return Manifest(contentsOf: copy.path)
    }
}
