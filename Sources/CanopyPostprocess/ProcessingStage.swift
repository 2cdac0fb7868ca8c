internal import COGEncoding
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// Making what is made of a mission: output by output, each as soon as what it is made of is here.
///
/// A resource that is gone costs the mission: what is missing of it would not be its products' fault.
struct ProcessingStage {
    let job: ProcessingJob
    let phrasing: Phrasing
    let logger: Logger
    var outcome = ProcessingOutcome()
    private let watch: Watch
    /// What is still to be made, step by step.
    private var open: [[PlannedOutput]]
    /// Where each output stands in the plan, in whose order things are told.
    private let places: [StoreKey: Int]
    private var made: Set<StoreKey> = []
    /// Outputs that are made, or will never be.
    private var settled: Set<StoreKey> = []
    private var notes: [(place: Int, note: Note)] = []
    private var told: Set<String> = []
    private var weight = 0.0
    private var done = 0.0
    private let all: Double

    private enum Note {
        case warning(String)
        case failure(Manifest.Failure)
    }

    /// What watches the work, and what it waits for.
    struct Watch: Sendable {
        var arrivals: Arrivals
        var progress: Progress
        /// Is told of each output as soon as it is made or given up.
        var settled: @Sendable (ProcessingOutcome.Settled) -> Void = { _ in }
    }

    /// Makes everything there is to make of a mission. Blocks until it is done.
    ///
    /// - Parameter steps: Those that the job's parts were planned with.
    static func run(
        _ job: ProcessingJob, steps: [any MissionStep] = MissionPlan.steps, phrasing: Phrasing, logger: Logger,
        _ watch: Watch
    ) -> ProcessingOutcome {
        var processing = ProcessingStage(job, steps, phrasing, logger, watch)
        processing.run(steps)
        return watch.progress.isCancelled ? .interrupted : processing.outcome
    }

    private init(
        _ job: ProcessingJob, _ steps: [any MissionStep], _ phrasing: Phrasing, _ logger: Logger, _ watch: Watch
    ) {
        self.job = job
        self.phrasing = phrasing
        self.logger = logger
        self.watch = watch
        open = job.parts.map { $0.filter { !$0.isCopy } }
        let planned = Array(open.joined())
        places = Dictionary(planned.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        all = zip(steps, open).map { $0.weight * Double($1.count) }.reduce(0, +)
    }

    /// Whether nothing more is to be made.
    var isOver: Bool { outcome.failure != nil || watch.progress.isCancelled }

    private mutating func run(_ steps: [any MissionStep]) {
        var ended = [Bool](repeating: false, count: steps.count)
        while !isOver {
            for (number, step) in steps.enumerated() where open[number].isEmpty && !ended[number] {
                ended[number] = true
                if !isOver { step.end(in: &self) }
            }
            guard !isOver, let (number, outputs) = waitForNext() else { break }
            weight = steps[number].weight
            let start = ContinuousClock.now
            steps[number].make(outputs, in: &self)
            outcome.seconds += (.now - start) / .seconds(1)
            for output in outputs where !settled.contains(output.key) { settle(output, nil) }
            open[number].removeAll { settled.contains($0.key) }
        }
        tellNotes()
        if !isOver { watch.progress(1) }
    }

    /// The outputs that can be made now: those of the first step that has any; one only while a step before it waits for
    /// more, which is not to be held up for long. Waits until there are some; `nil` where nothing is left.
    private func waitForNext() -> (step: Int, outputs: [PlannedOutput])? {
        guard open.contains(where: { !$0.isEmpty }) else { return nil }
        return watch.arrivals.wait(watch.progress.cancellation) { here in
            for (number, outputs) in open.enumerated() {
                let ready = outputs.filter { isReady($0, here) }.sorted { size(of: $0) > size(of: $1) }
                let isAlone = open[..<number].allSatisfy(\.isEmpty)
                if !ready.isEmpty { return (number, isAlone ? ready : Array(ready.prefix(1))) }
            }
            return nil
        }
    }

    private func isReady(_ output: PlannedOutput, _ here: Set<StoreKey>) -> Bool {
        guard here.isSuperset(of: output.inputs) else { return false }
        // Of a group in which something failed nothing can be made any more.
        let group = output.origins.first { $0.allSatisfy { made.contains($0) || !settled.contains($0) } }
        return group?.allSatisfy(made.contains) ?? true
    }

    private func size(of output: PlannedOutput) -> Int {
        job.mission.products.first { $0.entry.key == output.source }?.entry.size ?? 0
    }

    /// Progress of the next output of a step.
    mutating func next() -> Progress {
        defer { done += weight }
        guard all > 0 else { return watch.progress.part(1...1) }
        return watch.progress.part(min(done / all, 1)...min((done + weight) / all, 1))
    }

    /// A product of the mission.
    func input(_ key: StoreKey) -> RasterInput? {
        if let file = watch.arrivals[key]?.file { return RasterInput(file) }
        return job.inputs[key].map { RasterInput($0) }
    }

    /// Whether an output is made.
    func isMade(_ key: StoreKey) -> Bool { made.contains(key) }

    /// Where the raster of a type that was made lies below the folder.
    func raster(_ type: String) -> StoreKey? {
        outcome.made.first { $0.type == type && $0.raster != nil }?.key
    }

    /// Whether an output that the mission needs could not be made.
    var hasFailures: Bool { notes.contains { if case .failure = $0.note { true } else { false } } }

    /// Takes down that an output is made.
    mutating func made(_ output: PlannedOutput, raster: RasterReport? = nil) {
        let new = ProcessingOutcome.Made(output, raster: raster)
        outcome.made.append(new)
        made.insert(output.key)
        settle(output, new)
    }

    /// Takes down why an output that the mission needs could not be made.
    mutating func failed(_ output: PlannedOutput, _ product: String, _ reason: String) {
        // A bad boundary fails each raster for the same reason, which the log has once.
        if told.insert(reason).inserted { logger.error("\(job.mission.name): \(reason)") }
        notes.append((place(of: output), .failure(Manifest.Failure(product: product, reason: reason))))
        settle(output, nil)
    }

    /// Takes down what the user should know, of an output or in general.
    mutating func warn(_ new: [String], of output: PlannedOutput? = nil) {
        notes += new.map { (output.map(place) ?? .max, .warning($0)) }
    }

    private func place(of output: PlannedOutput) -> Int { places[output.key] ?? .max }

    private mutating func settle(_ output: PlannedOutput, _ made: ProcessingOutcome.Made?) {
        settled.insert(output.key)
        watch.settled(ProcessingOutcome.Settled(key: output.key, made: made))
    }

    /// Puts everything in the order of the plan, whatever came first.
    private mutating func tellNotes() {
        outcome.made.sort { places[$0.key, default: .max] < places[$1.key, default: .max] }
        let ordered = notes.enumerated().sorted {
            ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
        }
        for (_, (_, note)) in ordered {
            switch note {
            case .warning(let warning): outcome.warn([warning])
            case .failure(let failure): outcome.failures.append(failure)
            }
        }
    }
}
