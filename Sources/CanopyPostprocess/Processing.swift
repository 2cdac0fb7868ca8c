internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Stores
internal import Synchronization
internal import Threads

/// What is made of a mission is made, in a process of its own where the run has a program for that.
struct Processing: Sendable {
    let run: Pipeline
    let work: MissionWork
    let rank: Int

    /// Makes everything, as soon as what it is made of is here, and tells of each file that is there.
    func pass(_ arrivals: AsyncStream<Arrival>, _ made: AsyncStream<MadeFile>.Continuation) async {
        defer {
            run.budgets.reading.end(rank)
            run.budgets.making.end(rank)
            run.budgets.processor.end(rank)
        }
        // Whoever makes them waits for what they are made of: by then it is ready.
        await run.budgets.processor.wait(for: run.beginsEarly ? rank - 1 : rank)
        guard !work.isOver else { return }
        // Who begins early is given too few bytes to fill the disk before its turn.
        if !run.beginsEarly { await work.outputs.take(rank: rank) }
        if !work.isOver { await process(arrivals, made) }
    }

    private func process(_ arrivals: AsyncStream<Arrival>, _ made: AsyncStream<MadeFile>.Continuation) async {
        let isOnLink = run.stores.input.location.isRemote || run.stores.output.location.isRemote
        let job = ProcessingJob(
            work, run.options, boundary: work.boundary, memory: run.memory, isOnLink: isOnLink)
        let targets = Dictionary(
            work.plan.parts.joined().filter { !$0.isCopy }.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }
        )
        if run.stores.output.location.isRemote {
            for key in targets.keys { work.expect(scratch: job.path(of: key)) }
        }
        let turn = Task { await self.turn() }
        let began = Mutex<ContinuousClock.Instant?>(nil)
        // What inputs are still to be read for, and what still takes the whole machine.
        let rasters = zip(run.steps, work.plan.parts).filter { $0.0.cost(in: job) == .machine }.flatMap(\.1)
        let open = Mutex(
            (reading: Set(targets.values.filter { !$0.inputs.isEmpty }.map(\.key)), making: Set(rasters.map(\.key))))
        let done: @Sendable (StoreKey) -> Void = { [budgets = run.budgets, isEarly = run.beginsEarly, rank] key in
            let (isRead, isMade) = open.withLock { open in
                open.reading.remove(key)
                open.making.remove(key)
                return (open.reading.isEmpty, open.making.isEmpty)
            }
            if isRead { budgets.reading.end(rank) }
            if isMade, isEarly { budgets.making.end(rank) }
        }
        let making = Mutex<[StoreKey: (number: Int, start: ContinuousClock.Instant)]>([:])
        defer { for (number, _) in making.withLock({ $0.values }) { run.meter.end(number) } }
        let verbs = Dictionary(
            zip(run.steps, work.plan.parts).flatMap { step, outputs in outputs.map { ($0.key, step.verb) } },
            uniquingKeysWith: { first, _ in first })
        let progress = run.progress(of: rank, work.cancellation)
        var outcome = await outcome(of: job, arrivals, turn, progress) { event in
            // A key that was not expected is nobody's product.
            switch event {
            case .begun(let key):
                guard targets[key] != nil else { return }
                began.withLock { $0 = $0 ?? .now }
                let verb = verbs[key] ?? "making"
                making.withLock { $0[key] = $0[key] ?? (run.meter.make("\(verb) \(key.name)"), .now) }
            case .released(let key): done(key)
            case .settled(let key, let file):
                if let (number, start) = making.withLock({ $0.removeValue(forKey: key) }) {
                    run.meter.end(number)
                    if file != nil {
                        work.logger.debug(
                            "\(work.mission.name): \(key.name) is made",
                            metadata: .step(
                                "process", key.name, seconds: .now - start, bytes: Path.size(of: job.path(of: key))))
                    }
                }
                work.settle(key)
                done(key)
                guard let file, let output = targets[key], file.key == output.key else { return }
                made.yield(
                    MadeFile(
                        output: output, place: .path(job.path(of: output.key)),
                        raster: file.raster, cameras: file.cameras, picture: file.picture))
            }
        }
        // Who was ended has not tidied up.
        if outcome.failure != nil { work.destination.removeTemporaries() }
        // What was begun before its turn waited for that.
        let came = await turn.value
        if let began = began.withLock({ $0 }) {
            outcome.seconds = max(0, outcome.seconds - max(0, (came - began) / .seconds(1)))
        }
        work.take(outcome)
    }

    /// Waits for the mission's turn to make things, and tells when that came.
    private func turn() async -> ContinuousClock.Instant {
        await run.budgets.making.wait(for: rank)
        if run.beginsEarly { await work.outputs.take(rank: rank) }
        return .now
    }

    private func outcome(
        of job: ProcessingJob, _ arrivals: AsyncStream<Arrival>, _ turn: Task<ContinuousClock.Instant, Never>,
        _ progress: Progress,
        event: @escaping @Sendable (ProcessingEvent) -> Void
    ) async -> ProcessingOutcome {
        switch run.options.workplace {
        case .thisProcess:
            let here = Arrivals()
            let watch = ProcessingStage.Watch(arrivals: here, progress: progress, event: event)
            let (steps, phrasing, logger) = (run.steps, run.phrasing, work.logger)
            return await withTaskGroup(of: Void.self) { group in
                group.addTask { for await arrival in arrivals { here.add(arrival) } }
                defer { group.cancelAll() }
                return await runBlocking {
                    ProcessingStage.run(job, steps: steps, phrasing: phrasing, logger: logger, watch)
                }
            }
        case .worker(let program):
            do throws(Worker.Death) {
                let turns = WorkerTurns(
                    reading: { [reading = run.budgets.reading, rank] in await reading.wait(for: rank) },
                    making: { _ = await turn.value })
                return try await Worker(program: program, phrasing: run.phrasing, logger: work.logger, turns: turns)
                    .run(job, arrivals, progress, event: event)
            } catch {
                return ProcessingOutcome(failure: error.reason)
            }
        }
    }
}
