internal import AsyncAlgorithms
internal import CanopyMatch
internal import CanopySync
public import Files
public import Logging

extension Postprocess {
    /// Processes the missions of the input.
    ///
    /// Stages of different missions overlap: while one is processed the next is downloaded and the last published. The
    /// hand-overs hold nothing, so inputs and outputs of two missions are on the disk at most.
    /// - Throws: ``PostprocessError`` where nothing could be begun; what happens to single missions is in the report.
    public func run(
        logger: Logger, progress: Progress = Progress()
    ) async throws(PostprocessError) -> Report {
        let stores = try openStores()
        var match = Match.Options()
        match.layout = options.layout
        match.naming = options.naming
        match.missions = options.missions
        match.reserved = [options.output]
        let matched: Match.Report
        do throws(MatchError) {
            matched = try await Match(match).run(input: stores.input, boundaries: stores.boundaries)
        } catch { throw error == .cancelled ? .cancelled : .match(error) }
        if let problem = spaceProblem(for: matched.missions) { throw .unusable([problem]) }

        var report = Report(isDryRun: options.dryRun)
        report.warnings = matched.warnings
        for warning in matched.warnings { logger.warning("\(warning)") }
        report.missions = matched.unmatched.map(self.report)
        for mission in report.missions { logger.warning("\(mission.name): \(mission.reasons.joined(separator: "; "))") }
        report.missions +=
            options.dryRun
            ? matched.missions.map(plan) : await process(matched.missions, stores, logger, progress)
        report.missions.sort { $0.name < $1.name }
        guard !progress.isCancelled else { throw .cancelled }
        return report
    }

    /// A mission that cannot be processed.
    private func report(_ mission: Match.Unmatched) -> MissionReport {
        let status: Status =
            switch mission.kind {
            case .noProducts: .skipped
            case .noBoundary: options.needsBoundary ? .failed : .skipped
            case .notFound, .badName, .sharedOutput, .allRefused, .unreadable: .failed
            }
        return MissionReport(mission.name, status, reasons: [mission.reason])
    }

    /// A mission as it would be processed.
    private func plan(_ mission: Match.Mission) -> MissionReport {
        var report = MissionReport(
            mission.name, mission.refused.isEmpty ? .succeeded : .partial, reasons: mission.refused.map(\.reason))
        report.output = options.output.appending(mission.output)
        report.warnings = mission.warnings
        report.plan = mission.products.map(\.output) + mission.products.compactMap(\.thumbnail)
        report.products = mission.products.count
        report.thumbnails = mission.products.count { $0.thumbnail != nil }
        return report
    }

    /// Sends the missions through the stages, one behind the other.
    private func process(
        _ missions: [Match.Mission], _ stores: OpenStores, _ logger: Logger, _ progress: Progress
    ) async -> [MissionReport] {
        let stages = Stages(options: options, stores: stores, logger: logger)
        let fetched = AsyncChannel<MissionWork>()
        let processed = AsyncChannel<MissionWork>()
        let share = 1 / Double(max(missions.count, 1))
        return await withTaskGroup(of: [MissionReport].self) { group in
            group.addTask {
                var unchanged: [MissionReport] = []
                for mission in missions where !progress.isCancelled {
                    switch await stages.begin(mission, progress) {
                    case .ended(let report): unchanged.append(report)
                    case .begun(let work): await fetched.send(work)
                    }
                }
                fetched.finish()
                return unchanged
            }
            group.addTask {
                var done = 0.0
                for await work in fetched {
                    await processed.send(await stages.process(work, progress.part(done * share...(done + 1) * share)))
                    done += 1
                }
                processed.finish()
                return []
            }
            group.addTask {
                var reports: [MissionReport] = []
                for await work in processed { reports.append(await stages.publish(work, progress)) }
                return reports
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}
