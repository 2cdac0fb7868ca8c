internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import Stores
internal import Threads

/// The three stages that a mission passes through.
struct Stages: Sendable {
    let options: Postprocess.Options
    let steps: [any MissionStep]
    let stores: Postprocess.OpenStores
    let phrasing: Phrasing
    let logger: Logger
    let cancellation: Cancellation

    /// What the first stage leads to.
    enum Beginning: Sendable {
        /// There is nothing more to do.
        case ended(Postprocess.MissionReport)
        /// Everything is there to be processed.
        case begun(MissionWork)
    }

    private var publishing: UploadStage {
        UploadStage(options: options, folders: steps.folders, output: stores.output, logger: logger)
    }

    /// Locks a mission and downloads what it needs.
    func begin(_ mission: Match.Mission) async -> Beginning {
        do {
            var work = try open(mission)
            let start = ContinuousClock.now
            await DownloadStage(input: stores.input, boundaries: stores.boundaries, logger: logger).run(
                &work, cancellation)
            note("downloaded", mission, since: start)
            return .begun(work)
        } catch {
            let report = Postprocess.MissionReport(mission.name, .failed, reasons: ["\(error)"])
            tell(report)
            return .ended(report)
        }
    }

    private func open(_ mission: Match.Mission) throws -> MissionWork {
        let workspace = try Workspace(
            mission, options, folders: steps.folders, input: stores.input, boundaries: stores.boundaries,
            output: stores.output)
        do {
            let destination = try Destination(
                workspace, folders: steps.folders, published: stores.output.localPath(of: mission.output))
            return MissionWork(mission, MissionPlan(mission, options, steps), in: workspace, destination)
        } catch {
            workspace.close()
            throw error
        }
    }

    /// Makes rasters and thumbnails.
    func process(_ work: MissionWork, _ progress: Progress) async -> MissionWork {
        guard work.failure == nil else { return work }
        var work = work
        guard let job = ProcessingJob(work, options) else {
            work.fail("its boundary is not on this machine")
            return work
        }
        let start = ContinuousClock.now
        defer { note("processed", work.mission, since: start) }
        work.expect(job, isRemote: stores.output.location.isRemote)
        let outcome = await outcome(of: job, progress)
        // Who was ended has not tidied up.
        if outcome.failure != nil { work.destination.removeTemporaries() }
        work.take(outcome, of: job)
        return work
    }

    private func outcome(of job: ProcessingJob, _ progress: Progress) async -> ProcessingOutcome {
        if cancellation.isCancelled { return .interrupted }
        switch options.workplace {
        case .thisProcess:
            return await runBlocking {
                ProcessingStage.run(job, steps: steps, phrasing: phrasing, logger: logger, progress: progress)
            }
        case .worker(let program):
            do throws(Worker.Death) {
                return try await Worker(program: program, phrasing: phrasing, logger: logger).run(job, progress)
            } catch {
                return ProcessingOutcome(failure: error.reason)
            }
        }
    }

    /// Publishes what has been made and tells how the mission ended.
    func publish(_ work: MissionWork) async -> Postprocess.MissionReport {
        var work = work
        let start = ContinuousClock.now
        if work.failure == nil { await publishing.run(&work, cancellation) }
        note("published", work.mission, since: start)
        work.close()
        let report = work.report(in: stores.output.location)
        tell(report)
        return report
    }

    /// What a stage took, without the time that it waited for others.
    private func note(_ done: String, _ mission: Match.Mission, since start: ContinuousClock.Instant) {
        logger.debug("\(mission.name): \(done) in \(Int((.now - start) / .milliseconds(1))) ms")
    }

    /// One line for the log. Warnings and reasons stand in the summary.
    private func tell(_ report: Postprocess.MissionReport) {
        guard !cancellation.isCancelled else { return }
        if report.status == .failed {
            logger.error("\(report.name): failed: \(report.reasons.first ?? "")")
        } else {
            let products = counted(report.products, "full-resolution product")
            logger.info(
                "\(report.name): \(report.status.rawValue), \(products) and \(counted(report.thumbnails, "thumbnail"))")
        }
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
