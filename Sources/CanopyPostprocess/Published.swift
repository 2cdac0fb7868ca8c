internal import CanopyMatch
internal import CanopySync
internal import Files

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
        // Into memory: a dry run leaves the working directory alone, and there may be no other place to write.
        guard file.size <= Manifest.largest,
            let bytes = try? await output.contents(of: file, progress: progress)
        else { return nil }
        return Manifest(json: bytes)
    }
}
