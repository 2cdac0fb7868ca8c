internal import Files
internal import GDAL
internal import Logging
internal import Terminal

// How a verb works: under a progress bar, with a log, stopped by signals, ending in a report. A verb's `run` is a call
// of one of these.
extension GlobalOptions {
    /// The log that the options ask for.
    var log: Logger {
        let level: Logger.Level = quiet ? .warning : verbose ? .debug : .info
        let screen = Invocation.current.screen
        return Logger(label: "canopy") { ScreenLog(label: $0, on: screen, level: level) }
    }

    /// Does work that waits for others (transfers, processes) and prints its report.
    @discardableResult
    func report<Report: Presentable>(
        _ title: String, _ work: (Progress, Logger) async throws -> Report
    ) async throws -> Report {
        let invocation = Invocation.current
        let bar = quiet ? nil : ProgressBar(title, on: invocation.screen)
        let progress = Progress(cancellation: invocation.interruption.cancellation) { bar?.update($0) }
        if verbose { Library.listenToNotes { [log] in log.debug("\($0)") } }
        defer { bar?.finish() }
        let report = try await work(progress, log)
        bar?.finish()
        try invocation.output.write(report, as: json ? .json : .text)
        return report
    }

    /// Does work that blocks (rasters, files) on a thread of its own and prints its report.
    @discardableResult
    func reportBlocking<Report: Presentable>(
        _ title: String, _ work: @escaping @Sendable (Progress, Logger) throws -> Report
    ) async throws -> Report {
        try await report(title) { progress, log in
            try await onOwnThread { try work(progress, log) }
        }
    }

    /// Does blocking work on one input after the other and prints the reports; the first failure ends it.
    @discardableResult
    func reportBlocking<Report: Presentable>(
        _ title: String, each jobs: [OutputOptions.Job],
        _ work: @escaping @Sendable (OutputOptions.Job, Progress, Logger) throws -> Report
    ) async throws -> [Report] {
        try await reportBlocking(title) { progress, log in
            let share = 1 / Double(max(jobs.count, 1))
            return try jobs.enumerated().map { index, job in
                try work(job, progress.part(Double(index) * share...Double(index + 1) * share), log)
            }
        }
    }
}
