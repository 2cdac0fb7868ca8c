internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Logging

/// The three stages that a mission passes through.
struct Stages: Sendable {
    let options: Postprocess.Options
    let stores: Postprocess.OpenStores
    let logger: Logger

    /// What the first stage leads to.
    enum Beginning: Sendable {
        /// There is nothing more to do.
        case ended(Postprocess.MissionReport)
        /// Everything is there to be processed.
        case begun(MissionWork)
    }

    private var publishing: Publishing { Publishing(options: options, output: stores.output, logger: logger) }

    /// Locks a mission and downloads what it needs, unless it is published already.
    func begin(_ mission: Match.Mission, _ progress: Progress) async -> Beginning {
        if options.resume, let report = await publishing.publishedReport(of: mission) {
            logger.info("\(mission.name): published already, from the same inputs and options")
            return .ended(report)
        }
        do {
            let workspace = try Workspace(
                mission, options, input: stores.input, boundaries: stores.boundaries, output: stores.output)
            var work = MissionWork(mission, in: workspace)
            await Fetching(options: options, input: stores.input, boundaries: stores.boundaries, logger: logger)
                .run(&work, progress: progress)
            return .begun(work)
        } catch {
            logger.error("\(mission.name): \(error)")
            return .ended(Postprocess.MissionReport(mission.name, .failed, reasons: ["\(error)"]))
        }
    }

    /// Makes rasters and thumbnails.
    func process(_ work: MissionWork, _ progress: Progress) async -> MissionWork {
        guard work.failure == nil else { return work }
        let processing = Processing(options: options, logger: logger)
        var work = work
        do {
            // Where products are made in their place, the old manifest must not stand over new ones.
            if !options.output.isRemote { try await publishing.begin(work.mission) }
        } catch {
            work.failure = "\(error)"
            return work
        }
        return await onOwnThread { [work] in
            var work = work
            processing.run(&work, progress: progress)
            return work
        }
    }

    /// Publishes what has been made and tells how the mission ended.
    func publish(_ work: MissionWork, _ progress: Progress) async -> Postprocess.MissionReport {
        var work = work
        if work.failure == nil { await publishing.run(&work, progress: progress) }
        work.workspace.clear()
        let report = work.report(options)
        for reason in report.reasons { logger.error("\(report.name): \(reason)") }
        for warning in report.warnings { logger.warning("\(report.name): \(warning)") }
        logger.info(
            "\(report.name): \(report.status.rawValue), \(report.products) full-resolution products and \(report.thumbnails) thumbnails"
        )
        return report
    }
}
