internal import CanopyCameras
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import Stores
internal import Threads

/// The way of one mission: its files are downloaded, processed and published at the same time, each as soon as it can be.
struct MissionFlow: Sendable {
    let run: Pipeline
    let mission: Match.Mission
    /// Where the mission stands among those of the run: earlier ones come first wherever something is scarce.
    let rank: Int

    /// Takes the mission from one end to the other, and tells how it ended. What the run granted it before, a place among
    /// the missions whose inputs are on the disk, it gives back.
    func pass() async -> Postprocess.MissionReport {
        let need = run.disk(for: mission)
        await run.budgets.disk.take(need, rank: rank)
        defer { run.budgets.disk.give(need) }
        let work: MissionWork
        do { work = try open() } catch {
            run.budgets.inputs.give()
            run.budgets.downloading.end(rank)
            run.budgets.reading.end(rank)
            run.budgets.making.end(rank)
            run.budgets.processor.end(rank)
            let report = Postprocess.MissionReport(mission.name, .failed, reasons: ["\(error)"])
            run.tell(report)
            return report
        }
        let (arrivals, arrived) = AsyncStream<Arrival>.makeStream()
        let (files, made) = AsyncStream<MadeFile>.makeStream()
        async let publishing: Void = Publication(run: run, work: work, rank: rank).pass(files)
        async let downloading: Void = Downloads(run: run, work: work, rank: rank).pass(arrived: arrived, made)
        await Processing(run: run, work: work, rank: rank).pass(arrivals, made)
        run.budgets.inputs.give()
        await downloading
        made.finish()
        await publishing
        work.close()
        let report = work.report(in: run.stores.output.location)
        run.tell(report)
        return report
    }

    /// Takes the mission's locks and makes its folders.
    private func open() throws -> MissionWork {
        let stores = run.stores
        let workspace = try Workspace(
            mission, run.options, folders: run.steps.folders, input: stores.input, boundaries: stores.boundaries,
            output: stores.output)
        do {
            let destination = try Destination(
                workspace, folders: run.steps.folders, published: stores.output.localPath(of: mission.output),
                isAside: !run.options.plugins.programs.isEmpty)
            return MissionWork(
                mission, MissionPlan(mission, run.options, run.steps), in: workspace, destination, input: stores.input,
                boundaries: stores.boundaries, outputs: BudgetShare(of: run.budgets.outputs),
                cancellation: run.progress.cancellation,
                logger: run.logger, log: run.options.logFile ? MissionLog() : nil)
        } catch {
            workspace.close()
            throw error
        }
    }
}

/// An output that is ready to be published.
struct MadeFile: Sendable {
    /// Where it is.
    enum Place: Sendable {
        /// On this machine.
        case path(String)
        /// In the input store, from where a passage leads to the output; to be downloaded to the path where it does not.
        case store(StoreEntry, Passage, orPath: String)
    }

    let output: PlannedOutput
    let place: Place
    var raster: Manifest.RasterFigures?
    var cameras: CameraFigures?
    var picture: Manifest.PictureFigures?
    /// How a copy of it was found to be whole.
    var verification: Verification?

    /// Where it is on this machine; `nil` where it is not.
    var path: String? { if case .path(let path) = place { path } else { nil } }
}
