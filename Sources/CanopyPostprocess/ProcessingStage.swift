internal import Diagnostics
internal import Logging
internal import Stores

/// The stage between download and upload: the steps of one mission, one after the other.
///
/// A resource that is gone costs the mission: what is missing of it would not be its products' fault.
struct ProcessingStage {
    let job: ProcessingJob
    let phrasing: Phrasing
    let logger: Logger
    var outcome = ProcessingOutcome()
    private let progress: Progress
    private var weight = 0.0
    private var done = 0.0
    private var all = 0.0

    /// Makes everything there is to make of a mission. Blocks until it is done.
    ///
    /// - Parameter steps: Those that the job's parts were planned with.
    static func run(
        _ job: ProcessingJob, steps: [any MissionStep] = MissionPlan.steps, phrasing: Phrasing, logger: Logger,
        progress: Progress
    ) -> ProcessingOutcome {
        var processing = ProcessingStage(job, phrasing, logger, progress)
        processing.run(steps)
        return progress.isCancelled ? .interrupted : processing.outcome
    }

    private init(_ job: ProcessingJob, _ phrasing: Phrasing, _ logger: Logger, _ progress: Progress) {
        self.job = job
        self.phrasing = phrasing
        self.logger = logger
        self.progress = progress
    }

    /// Whether nothing more is to be made.
    var isOver: Bool { outcome.failure != nil || progress.isCancelled }

    private mutating func run(_ steps: [any MissionStep]) {
        let planned = Array(zip(steps, job.parts))
        all = planned.map { $0.weight * Double($1.count) }.reduce(0, +)
        for (step, outputs) in planned where !isOver {
            weight = step.weight
            step.make(outputs, in: &self)
        }
        if !isOver { progress(1) }
    }

    /// Progress of the next output of a step.
    mutating func next() -> Progress {
        defer { done += weight }
        guard all > 0 else { return progress.part(1...1) }
        return progress.part(min(done / all, 1)...min((done + weight) / all, 1))
    }

    /// Where the raster of a type that was made lies below the folder.
    func raster(_ type: String) -> StoreKey? {
        outcome.made.first { $0.type == type && $0.raster != nil }?.key
    }
}
