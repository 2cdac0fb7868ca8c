internal import COGEncoding
internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Raster
internal import RasterIO
internal import Stores
internal import Threads

/// What may go on at once in a run, whichever missions it belongs to.
struct PipelineBudgets: Sendable {
    /// Files on their way here: one that fills the link, or one and another that has begun when that ends. Those of many at once
    /// would all be there at the end, and nothing on its way out before.
    let downloads = Budget(2)
    /// The mission whose files are put into the line for downloads: all of one before those of the next.
    let downloading = Turns()
    /// The mission that is processed: one alone keeps the machine busy, and memory is granted once. In the missions' order,
    /// since that is the order in which they are downloaded.
    let processor = Turns()
    /// The mission whose rasters are made, where those of the next one are begun while pictures of it are still made.
    let making = Turns()
    /// The mission whose inputs are read where they lie, if they are.
    let reading = Turns()
    /// Files on their way to the output.
    let uploads = Budget(4)
    /// Missions that a plugin has.
    let plugins = Budget(1)
    /// Missions whose inputs are on the disk, and those whose outputs are.
    let inputs = Budget(2)
    let outputs = Budget(2)
    /// Bytes of the working directory's disk.
    let disk: Budget
}

/// A run over missions, as the ways of all missions see it.
final class Pipeline: Sendable {
    let options: Postprocess.Options
    let steps: [any MissionStep]
    let stores: Postprocess.OpenStores
    let phrasing: Phrasing
    let logger: Logger
    private let ended: @Sendable (Postprocess.MissionReport) -> Void
    let progress: Progress
    let budgets: PipelineBudgets
    let meter = ActivityMeter()
    private let space: SpaceCheck
    private let count: Int
    /// Whether a mission's worker begins a turn before its own, so that the link is not idle while what needs no more bytes
    /// is made of the mission before it.
    let beginsEarly: Bool
    /// Bytes for the pixels of a mission.
    let memory: Int

    init(
        _ postprocess: Postprocess, _ stores: Postprocess.OpenStores, missions: Int, phrasing: Phrasing,
        _ progress: Progress
    ) {
        options = postprocess.options
        steps = postprocess.steps
        logger = postprocess.logger
        ended = postprocess.ended
        self.stores = stores
        self.phrasing = phrasing
        self.progress = progress
        count = max(missions, 1)
        let whole = postprocess.options.writing.memory
        let beside = MemoryShares(forPixels: whole).besideAnotherProgram
        if missions > 1, options.stream, stores.input.location.isRemote, case .worker = options.workplace, let beside {
            beginsEarly = true
            memory = beside
        } else {
            beginsEarly = false
            memory = whole
        }
        space = SpaceCheck(options: postprocess.options, steps: postprocess.steps, stores: stores)
        budgets = PipelineBudgets(disk: Budget(space.free ?? .max))
    }

    /// Sends the missions on their ways, one behind the other: the next one begins where the ones before leave something
    /// idle, and stands behind them wherever something is scarce.
    func pass(_ missions: [Match.Mission]) async -> [Postprocess.MissionReport] {
        let telling = Task {
            while !Task.isCancelled {
                progress.tell(meter.activity)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        defer { telling.cancel() }
        return await withTaskGroup(of: Postprocess.MissionReport.self) { group in
            for (rank, mission) in missions.enumerated() {
                await budgets.inputs.take()
                if progress.isCancelled { break }
                group.addTask { await MissionFlow(run: self, mission: mission, rank: rank).pass() }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Bytes of the working directory's disk that a mission may take.
    func disk(for mission: Match.Mission) -> Int { Int(clamping: space.held(by: mission)) }

    /// The part of the progress that belongs to the mission of that place.
    func progress(of rank: Int, _ cancellation: Cancellation) -> Progress {
        let part = progress.part(Double(rank) / Double(count)...Double(rank + 1) / Double(count))
        return Progress(cancellation: cancellation) { part($0) }
    }

    /// One line for the log. Warnings and reasons stand in the summary.
    func tell(_ report: Postprocess.MissionReport) {
        guard !progress.isCancelled else { return }
        let stages = [
            (report.stages.downloading, "downloading"), (report.stages.processing, "processing"),
            (report.stages.publishing, "publishing"),
        ]
        let times = stages.map { "\($1) took \($0.tenths) s" }.joined(separator: ", ")
        logger.debug("\(report.name): \(times), all of it \(report.seconds.tenths) s")
        ended(report)
        var facts = Logger.Metadata.step("mission", seconds: .seconds(report.seconds), bytes: report.bytes)
        facts["mission"] = "\(report.name)"
        if report.status == .failed {
            logger.error("\(report.name): failed: \(report.reasons.first ?? "")", metadata: facts)
        } else {
            let products = counted(report.products, "full-resolution product")
            logger.info(
                "\(report.name): \(report.status.rawValue), \(products) and \(counted(report.thumbnails, "thumbnail"))",
                metadata: facts)
        }
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
