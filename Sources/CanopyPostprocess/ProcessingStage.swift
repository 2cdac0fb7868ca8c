internal import COGEncoding
internal import CanopyCHM
internal import CanopyCameras
internal import CanopyMatch
internal import CanopySTAC
internal import Diagnostics
internal import Files
internal import Logging
internal import RasterIO
internal import Stores
internal import Synchronization
internal import Threads

/// Making what is made of a mission: output by output, each as soon as what it is made of is here, and those that keep one
/// core busy beside the one that keeps all busy (`StepCost`).
///
/// A resource that is gone costs the mission: what is missing of it would not be its products' fault.
final class ProcessingStage: Sendable {
    let job: ProcessingJob
    let phrasing: Phrasing
    let logger: Logger
    private let steps: [any MissionStep]
    private let watch: Watch
    /// Stops what is made when the mission has failed.
    private let cancellation: Cancellation
    /// Where each output stands in the plan, in whose order things are told.
    private let places: [StoreKey: Int]
    private let shares: SharedProgress
    private let state: Mutex<State>

    private struct State: Sendable {
        var agenda: StageAgenda
        var outcome = ProcessingOutcome()
        var made: Set<StoreKey> = []
        var notes: [(place: Int, note: Note)] = []
        var told: Set<String> = []
        var clock = Clock()
    }

    private enum Note {
        case warning(String)
        case failure(Manifest.Failure)
    }

    /// The time in which at least one output is made.
    private struct Clock {
        private var running = 0
        private var start = ContinuousClock.now
        private(set) var seconds = 0.0

        mutating func begin() {
            if running == 0 { start = .now }
            running += 1
        }

        mutating func end() {
            running -= 1
            if running == 0 { seconds += (.now - start) / .seconds(1) }
        }
    }

    /// What watches the work, and what it waits for.
    struct Watch: Sendable {
        var arrivals: Arrivals
        var progress: Progress
        /// Is told of each output as it is begun, and as soon as it is made or given up.
        var event: @Sendable (ProcessingEvent) -> Void = { _ in }
    }

    /// Makes everything there is to make of a mission. Blocks until it is done.
    ///
    /// - Parameter steps: Those that the job's parts were planned with.
    static func run(
        _ job: ProcessingJob, steps: [any MissionStep] = MissionPlan.steps, phrasing: Phrasing, logger: Logger,
        _ watch: Watch
    ) -> ProcessingOutcome {
        let stage = ProcessingStage(job, steps, phrasing, logger, watch)
        Workers.run(stage.lanes) { _ in stage.work() }
        return watch.progress.isCancelled ? .interrupted : stage.outcome()
    }

    private init(
        _ job: ProcessingJob, _ steps: [any MissionStep], _ phrasing: Phrasing, _ logger: Logger, _ watch: Watch
    ) {
        self.job = job
        self.steps = steps
        self.phrasing = phrasing
        self.logger = logger
        self.watch = watch
        cancellation = Cancellation(partOf: watch.progress.cancellation)
        let parts = job.parts.map { $0.filter { !$0.isCopy } }
        let planned = Array(parts.joined())
        places = Dictionary(planned.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        shares = SharedProgress(
            Progress(cancellation: cancellation) { watch.progress($0) },
            weights: zip(steps, parts).flatMap { step, outputs in outputs.map { _ in step.weight } })
        let sizes = job.mission.products.map { ($0.entry.key, $0.entry.size) }
        state = Mutex(
            State(
                agenda: StageAgenda(
                    of: parts, costs: steps.map { $0.cost(in: job) },
                    sizes: Dictionary(sizes, uniquingKeysWith: { first, _ in first }), memory: job.writing.memory,
                    isOnLink: job.isOnLink)))
    }

    /// Outputs that are made at once: one for each core, so that none waits for the one that keeps all busy, and that one.
    private var lanes: Int { job.writing.jobs > 1 ? min(job.writing.jobs, max(places.count - 1, 0)) + 1 : 1 }

    /// Stops what is made when the mission has failed.
    var stop: Cancellation { cancellation }

    /// Whether nothing more is to be made.
    var isOver: Bool { cancellation.isCancelled }

    private func work() {
        while let task = nextTask() {
            switch task {
            case .nothing: return
            case .end(let step):
                steps[step].end(in: self)
                state.withLock { $0.agenda.closeStep() }
            case .make(let step, let output, let memory):
                watch.event(.begun(output.key))
                let start = ContinuousClock.now
                let progress = shares.progress(of: place(of: output)).claiming { [self] in
                    watch.arrivals.wait(cancellation) { _ in state.withLock { $0.agenda.claim(output) ? () : nil } }
                }
                let grant = StepGrant(progress: progress, memory: memory.bytes, isAll: memory.isAll) { [self] in
                    state.withLock { $0.agenda.release(output) }
                    watch.arrivals.wake()
                    watch.event(.released(output.key))
                }
                steps[step].make(output, in: self, grant)
                let (isOver, isSettled) = state.withLock { state in
                    state.clock.end()
                    return (state.agenda.close(output, memory), state.agenda.isSettled(output))
                }
                logger.debug("\(job.mission.name): \(output.key.name) took \(start.secondsUntilNow) s")
                guard isOver else { break }
                if !isSettled { settle(output, nil) }
                grant.progress(1)
            }
            watch.arrivals.wake()
        }
    }

    /// Waits for what is to be done next; `nil` where the work is to stop.
    private func nextTask() -> StageAgenda.Task? {
        watch.arrivals.wait(cancellation) { [boundary = job.mission.boundary.key] here in
            guard here.contains(boundary) else { return nil }
            return state.withLock { state in
                let task = state.agenda.next(here, made: state.made)
                if case .make = task { state.clock.begin() }
                return task
            }
        }
    }

    // MARK: What steps ask for

    /// A product of the mission, as it came.
    func input(_ key: StoreKey, for purpose: ReadingPurpose = .product) -> RasterInput? {
        if let file = watch.arrivals[key]?.file {
            return RasterInput(file.metered(for: purpose), memory: job.writing.memory)
        }
        return job.inputs[key].map { RasterInput($0) }
    }

    /// Whether an output is made.
    func isMade(_ key: StoreKey) -> Bool { state.withLock { $0.made.contains(key) } }

    /// Whether anything is made.
    var hasMade: Bool { state.withLock { !$0.made.isEmpty } }

    /// Where the raster of a type that was made lies below the folder.
    func raster(_ type: String) -> StoreKey? {
        state.withLock { $0.outcome.made.first { $0.type == type && $0.raster != nil }?.key }
    }

    /// Whether an output that the mission needs could not be made.
    var hasFailures: Bool {
        state.withLock { $0.notes.contains { if case .failure = $0.note { true } else { false } } }
    }

    /// An output that can be made of another one's pixels while these are made, with its progress; `nil` where there is none.
    func follower(of leader: PlannedOutput) -> (output: PlannedOutput, progress: Progress)? {
        state.withLock { $0.agenda.follower(of: leader, made: $0.made) }.map {
            ($0, shares.progress(of: place(of: $0)))
        }
    }

    // MARK: What steps tell

    /// Takes down that an output is made of another one's pixels, until it is told that this is over (``part(_:)``).
    func join(_ follower: PlannedOutput) {
        state.withLock { $0.agenda.join(follower) }
        watch.event(.begun(follower.key))
    }

    /// Takes down that an output is not made any more of another one's pixels. What has not come of it is made in its own way.
    func part(_ follower: PlannedOutput) {
        state.withLock { $0.agenda.part(follower) }
        watch.arrivals.wake()
    }

    /// Takes down that an output is made.
    ///
    /// - Parameter boundaryPixels: The pixels of a raster's grid whose centers are in the boundary.
    func made(_ output: PlannedOutput, raster: RasterReport? = nil, boundaryPixels: Double? = nil) {
        if let raster { logger.debug("\(job.mission.name): \(output.key.name): \(raster.details)") }
        let file = raster.flatMap { _ in FileFigures(ofFileAt: job.path(of: output.key)) }
        take(ProcessingOutcome.Made(output, raster, boundaryPixels: boundaryPixels, nil, file), for: output)
    }

    /// Takes down that a thumbnail is made.
    func made(_ output: PlannedOutput, picture: Manifest.PictureFigures) {
        var made = ProcessingOutcome.Made(output)
        made.picture = picture
        take(made, for: output)
    }

    /// Takes down that a canopy height model is made.
    func made(_ output: PlannedOutput, raster: RasterReport, _ canopy: CanopyFigures?, of pair: Manifest.Pair) {
        state.withLock { $0.outcome.pairs.append(pair) }
        logger.debug("\(job.mission.name): \(output.key.name): \(raster.details)")
        // It is on the grid of its surface.
        let surface = state.withLock { $0.outcome.made.first { $0.key == pair.dsm } }
        let file = FileFigures(ofFileAt: job.path(of: output.key))
        take(ProcessingOutcome.Made(output, raster, boundaryPixels: surface?.boundaryPixels, canopy, file), for: output)
    }

    /// Takes down where the boundary lies, and what it says of the survey.
    func found(_ footprint: GeoJSONPolygons?, _ survey: Survey?) {
        state.withLock { state in
            state.outcome.footprint = footprint
            state.outcome.survey = survey
        }
    }

    /// Takes down that the table of camera locations is made.
    func made(_ output: PlannedOutput, cameras: CameraFigures) {
        var made = ProcessingOutcome.Made(output)
        made.cameras = cameras
        take(made, for: output)
    }

    private func take(_ made: ProcessingOutcome.Made, for output: PlannedOutput) {
        state.withLock { state in
            state.outcome.made.append(made)
            state.made.insert(output.key)
        }
        settle(output, made)
    }

    /// Takes down why an output that the mission needs could not be made.
    func failed(_ output: PlannedOutput, _ product: String, _ reason: String) {
        let isNew = state.withLock { state in
            state.notes.append((place(of: output), .failure(Manifest.Failure(product: product, reason: reason))))
            return state.told.insert(reason).inserted
        }
        // A bad boundary fails each raster for the same reason, which the log has once.
        if isNew { logger.error("\(job.mission.name): \(reason)") }
        settle(output, nil)
    }

    /// Takes down why the mission as a whole failed, and stops what else is made of it.
    func fail(_ reason: String) {
        state.withLock { $0.outcome.failure = $0.outcome.failure ?? reason }
        cancellation.cancel()
    }

    /// Takes down what the user should know, of an output or in general.
    func warn(_ new: [String], of output: PlannedOutput? = nil) {
        state.withLock { $0.notes += new.map { (output.map(place) ?? .max, .warning($0)) } }
    }

    /// Has an output made once more, with all of the memory, when no other has any of it.
    func postpone(_ output: PlannedOutput) { state.withLock { $0.agenda.postpone(output) } }

    private func place(of output: PlannedOutput) -> Int { places[output.key] ?? .max }

    private func settle(_ output: PlannedOutput, _ made: ProcessingOutcome.Made?) {
        state.withLock { $0.agenda.settle(output) }
        watch.event(.settled(output.key, made))
    }

    /// What came of it, in the order of the plan, whatever came first.
    private func outcome() -> ProcessingOutcome {
        let (told, notes, seconds) = state.withLock { ($0.outcome, $0.notes, $0.clock.seconds) }
        var outcome = told
        outcome.seconds = seconds
        outcome.made = outcome.made.inOrder { places[$0.key, default: .max] }
        outcome.pairs = outcome.pairs.inOrder { places[$0.output, default: .max] }
        for (_, note) in notes.inOrder(of: \.place) {
            switch note {
            case .warning(let warning): outcome.warn([warning])
            case .failure(let failure): outcome.failures.append(failure)
            }
        }
        if outcome.failure == nil { watch.progress(1) }
        return outcome
    }
}
