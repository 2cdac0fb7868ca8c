internal import Diagnostics
internal import Logging
internal import Terminal

// How a subcommand works: under a progress bar, with a log, stopped by signals.
extension GlobalOptions {
    /// The log that the options ask for.
    var log: Logger {
        let level: Logger.Level = quiet ? .warning : [.info, .debug, .trace][min(verbose, 2)]
        let screen = CommandContext.current.screen
        return Logger(label: CommandContext.current.name) { ScreenLog(label: $0, on: screen, level: level) }
    }

    /// The form of the report that the options ask for.
    var form: ResultForm { json ? .json : .text }

    /// Does work under a progress bar, which is gone when the work has ended. Signals stop it.
    ///
    /// - Parameter shown: Makes of the text of a note what users are told.
    func withProgress<Result>(
        _ title: String, shown: @escaping @Sendable (String) -> String = { $0 },
        _ work: (Progress) async throws -> Result
    ) async throws -> Result {
        let invocation = CommandContext.current
        let bar = quiet ? nil : ProgressBar(title, on: invocation.screen)
        if verbose > 0 { Warnings.listenToNotes { [log] in log.debug("\(shown($0))") } }
        let start = ContinuousClock.now
        defer {
            bar?.finish()
            log.debug("\(title) took \(Formatting.duration(.now - start))")
        }
        return try await work(
            Progress(
                cancellation: invocation.interruption.cancellation, report: { bar?.update($0) },
                activity: { bar?.update(detail: $0.text) }))
    }
}
