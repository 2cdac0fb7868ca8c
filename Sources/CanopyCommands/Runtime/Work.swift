internal import ArgumentParser
internal import Diagnostics
internal import GDAL
internal import Logging
internal import Terminal
internal import Threads

// How a subcommand works: under a progress bar, with a log, stopped by signals, ending in a report. A subcommand's `run` is
// a call of one of these.
extension GlobalOptions {
    /// The log that the options ask for.
    var log: Logger {
        let level: Logger.Level = quiet ? .warning : verbose ? .debug : .info
        let screen = CommandContext.current.screen
        return Logger(label: "canopy") { ScreenLog(label: $0, on: screen, level: level) }
    }

    /// Does work that waits for others (transfers, processes) and prints its report.
    @discardableResult
    func report<Report: Renderable>(
        _ title: String, _ work: (Progress, Logger) async throws -> Report
    ) async throws -> Report {
        let invocation = CommandContext.current
        let bar = quiet ? nil : ProgressBar(title, on: invocation.screen)
        let progress = Progress(cancellation: invocation.interruption.cancellation) { bar?.update($0) }
        if verbose { Warnings.listenToNotes { [log] in log.debug("\($0)") } }
        defer { bar?.finish() }
        let report = try await work(progress, log)
        bar?.finish()
        try invocation.output.write(report, as: json ? .json : .text)
        return report
    }

    /// Does work that blocks (rasters, files) on a thread of its own and prints its report. Warnings are told however it
    /// ends.
    @discardableResult
    func reportBlocking<Report: Renderable>(
        _ title: String, _ work: @escaping @Sendable (Progress, Warnings) throws -> Report
    ) async throws -> Report {
        try await report(title) { progress, log in
            try await runBlocking {
                let warnings = Warnings(phrasing: .options)
                defer { if !progress.isCancelled { log.warn(warnings.all) } }
                return try work(progress, warnings)
            }
        }
    }

    /// Does blocking work on one input after the other. One that fails costs itself; each is told of as it ends, as JSON
    /// all together at the end.
    ///
    /// - Parameters:
    ///   - verb: The subcommand's name.
    ///   - inputs: What is worked on, as the user named it.
    ///   - passes: Whether a check that was made says yes.
    ///   - work: Gets the input's number, from 0.
    func reportEach<Report: Renderable>(
        _ verb: String, _ inputs: [String], passes: @escaping @Sendable (Report) -> Bool = { _ in true },
        _ work: @escaping @Sendable (Int, Progress, Warnings) throws -> Report
    ) async throws {
        let invocation = CommandContext.current
        let bar = quiet ? nil : ProgressBar(verb, on: invocation.screen)
        let progress = Progress(cancellation: invocation.interruption.cancellation) { bar?.update($0) }
        defer { bar?.finish() }
        let outcomes = try await runBlocking { [json, log] in
            let share = 1 / Double(max(inputs.count, 1))
            return try inputs.enumerated().map { number, input in
                let warnings = Warnings(phrasing: .options)
                let outcome = Outcome(of: input, warnings) {
                    try work(
                        number, progress.part(Double(number) * share...Double(number + 1) * share), warnings)
                }
                if progress.isCancelled { throw CancellationError() }
                log.warn(warnings.all)
                switch outcome {
                case .done(let report) where !json:
                    invocation.screen.show(nil)
                    try invocation.output.write(report, as: .text)
                case .done: break
                case .failed(let failure): invocation.screen.print("canopy \(verb): \(failure.error.printable)")
                }
                return outcome
            }
        }
        bar?.finish()
        if json { try invocation.output.write(outcomes, as: .json) }
        if outcomes.contains(where: { $0.report.map(passes) == false }) { throw ExitCode.checkSaysNo }
        if outcomes.contains(where: { $0.report == nil }) { throw ExitCode.failure }
    }
}
