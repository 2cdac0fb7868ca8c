internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Stores
internal import Subprocess
internal import SystemPackage

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension Postprocess {
    /// Where the products of missions are made.
    public enum Workplace: Hashable, Sendable {
        /// In this process, which ends if a library does.
        case thisProcess
        /// In another one for each mission: how that ends costs the mission at most.
        case worker(WorkerProgram)
    }

    /// A program that calls ``serve(cancellation:)``.
    public struct WorkerProgram: Hashable, Sendable {
        /// Its file.
        public var path: String
        /// What it is told that it is called.
        public var name: String
        /// What makes it a worker.
        public var arguments: [String]
        /// The variables of its environment. Libraries read other people's files in it: keys have no place there.
        public var variables: [String: String]

        /// The program at `path`.
        public init(path: String, name: String, arguments: [String], variables: [String: String]) {
            self.path = path
            self.name = name
            self.arguments = arguments
            self.variables = variables
        }
    }
}

/// A process that makes the products of one mission.
struct Worker: Sendable {
    let program: Postprocess.WorkerProgram
    let phrasing: Phrasing
    let logger: Logger
    let turns: WorkerTurns

    /// A worker that ended without an answer, as a sentence about its mission.
    struct Death: Error {
        let reason: String
    }

    /// Has the job done. What arrives meanwhile is passed on, and `event` is told what happens to each output.
    func run(
        _ job: ProcessingJob, _ arrivals: AsyncStream<Arrival>, _ progress: Progress,
        event: @escaping @Sendable (ProcessingEvent) -> Void
    ) async throws(Death) -> ProcessingOutcome {
        let answer: ProcessingOutcome?
        let status: TerminationStatus
        do {
            let line = try WorkerDesk.line(job)
            let run = try await Subprocess.run(
                .path(FilePath(program.path)),
                arguments: Arguments(executablePathOverride: program.name, remainingValues: program.arguments),
                environment: environment, platformOptions: Self.platformOptions,
                input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                let watch = Task {
                    while !Task.isCancelled {
                        if progress.isCancelled { return await execution.teardown(using: Self.teardown) }
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                }
                async let noise: Void = tell(execution.standardError)
                let (lines, orders) = AsyncStream<WorkerDesk.Order>.makeStream()
                let desk = WorkerDesk(orders, turns)
                let writing = Task { await Self.write(lines, of: desk, to: execution.standardInputWriter) }
                orders.yield(WorkerDesk.Order(parts: [line]))
                let passing = Task {
                    await withDiscardingTaskGroup { group in
                        for await arrival in arrivals {
                            let isEarly = arrival.key == job.mission.boundary.key
                            group.addTask { await desk.pass(on: arrival, isEarly: isEarly) }
                        }
                    }
                }
                // Whether what the worker says is understood or not.
                defer {
                    watch.cancel()
                    passing.cancel()
                    orders.finish()
                    writing.cancel()
                }
                let answer = try await listen(to: execution.standardOutput, desk, progress, event)
                orders.finish()
                writing.cancel()
                await writing.value
                try? await noise
                // A process that has ended must not be sent a signal: its number may be another's by then.
                watch.cancel()
                await watch.value
                return answer
            }
            answer = run.closureResult
            status = run.terminationStatus
        } catch {
            if progress.isCancelled { return .interrupted }
            throw Death(reason: "its processing could not be given to a process of its own: \(error)")
        }
        if let answer { return answer }
        if progress.isCancelled { return .interrupted }
        throw Death(reason: reason(for: status, job))
    }

    /// Does what the worker says until it says no more, and gives its answer.
    private func listen(
        to output: SubprocessOutputSequence, _ desk: WorkerDesk, _ progress: Progress,
        _ event: @escaping @Sendable (ProcessingEvent) -> Void
    ) async throws -> ProcessingOutcome? {
        try await withThrowingDiscardingTaskGroup { group in
            var answer: ProcessingOutcome?
            for try await line in Self.lines(of: output) {
                switch try WorkerMessage.value(WorkerMessage.self, of: Data(line.utf8)) {
                case .log(let level, let text, let facts):
                    logger.log(level: level, "\(text)", metadata: facts.mapValues { "\($0)" })
                case .progress(let share): progress(share)
                case .event(let new): event(new)
                case .read(let request, let key, let ranges, let purpose):
                    group.addTask { await desk.answer(request, key, ranges, for: purpose) }
                case .done(let outcome): answer = outcome
                }
            }
            return answer
        }
    }

    private static func write(
        _ orders: AsyncStream<WorkerDesk.Order>, of desk: WorkerDesk, to input: StandardInputWriter
    ) async {
        for await order in orders {
            // Of a worker that takes nothing any more, its end tells more than this error.
            for part in order.parts { _ = try? await input.write(part) }
            desk.close(order)
        }
    }

    private static func lines(of output: SubprocessOutputSequence) -> SubprocessOutputSequence.StringSequence<UTF8> {
        output.strings(
            separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .maxLineLength(longestLine))
    }

    /// Bytes of an answer. The largest mission has some thousand products, of a kilobyte each.
    private static let longestLine = 64 << 20

    /// What libraries print, and Swift's runtime at its end.
    private func tell(_ errors: SubprocessOutputSequence) async throws {
        for try await line in Self.lines(of: errors) where !line.isEmpty { logger.trace("worker: \(line)") }
    }

    private var environment: Environment {
        // Swift's own report of a crash would start another program, for minutes.
        let variables = program.variables.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    /// What has not ended by then is killed in time for canopy's own end, five seconds after a signal.
    private static let teardown: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(4))]

    private static let platformOptions: PlatformOptions = {
        var options = PlatformOptions()
        // A group of its own: Ctrl-C in a terminal goes to canopy alone, which then ends the worker in its own way.
        options.processGroupID = 0
        options.teardownSequence = teardown
        return options
    }()

    private func reason(for status: TerminationStatus, _ job: ProcessingJob) -> String {
        let canopy = "canopy \(job.version)"
        switch status {
        case .signaled(let signal) where SignalName.of(signal) == "SIGKILL":
            let explanation = Explanation(
                "its processing was killed (SIGKILL), as systems do that are short of memory",
                [.advice("give it more"), .lowerLimits])
            return explanation.sentence(phrasing)
        case .signaled(let signal):
            return "its processing ended by \(SignalName.of(signal)) (a fault of \(canopy); report it with the input)"
        case .exited(let code):
            return "its processing ended with status \(code) (a fault of \(canopy); report it with the input)"
        }
    }
}
