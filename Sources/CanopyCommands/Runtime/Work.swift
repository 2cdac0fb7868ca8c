internal import Diagnostics
internal import Logging
internal import Terminal

// How a subcommand works: under a progress bar, with a log, stopped by signals.
extension GlobalOptions {
    /// The log that the options ask for.
    var log: Logger {
        let level: Logger.Level = quiet ? .warning : [.info, .debug, .trace][min(verbose, 2)]
        let context = CommandContext.current
        return context.log(of: Canopy.verb(of: "", context.arguments), logFormat ?? .text, level: level)
    }

    /// The form of the report that the options ask for.
    var form: ResultForm { jsonLines ? .lines : json ? .json : .text }

    /// Does work under a progress bar, which is gone when the work has ended. Signals stop it.
    ///
    /// - Parameter shown: Makes of the text of a note what users are told.
    func withProgress<Result>(
        _ title: String, shown: @escaping @Sendable (String) -> String = { $0 },
        _ work: (Progress) async throws -> Result
    ) async throws -> Result {
        let invocation = CommandContext.current
        let isShown = progress == .always || (progress != .never && !quiet)
        let bar = isShown ? ProgressBar(title, line: line(title), on: invocation.screen) : nil
        if verbose > 0 { Warnings.listenToNotes { [log] in log.debug("\(shown($0))") } }
        let start = ContinuousClock.now
        defer {
            bar?.finish()
            log.debug("\(title) took \(Formatting.duration(.now - start))")
        }
        return try await work(
            Progress(
                cancellation: invocation.interruption.cancellation, report: { bar?.update($0) },
                activity: { bar?.update(details: $0.texts) }))
    }
}

extension GlobalOptions {
    /// Tells a log for programs of progress; `nil` where people read it.
    private func line(_ title: String) -> (@Sendable (Double, [String]) -> Void)? {
        guard logFormat == .json else { return nil }
        let log = CommandContext.current.log(of: title, .json, level: .info)
        return { share, details in
            let percent = (share * 1000).rounded() / 10
            log.info(
                "\((["\(percent) %"] + details).joined(separator: "; "))",
                metadata: ["step": "progress", "percent": "\(percent)"])
        }
    }
}

extension ResultForm {
    /// The form that a command line asks for which could not be understood as a whole.
    init(for context: CommandContext) {
        let options = context.arguments.prefix { $0 != "--" }
        var variables = Variables(context.arguments.first == "postprocess" ? context.variables : [:])
        if options.contains("--" + Settings.jsonLines.option) {
            self = .lines
        } else if options.contains("--" + Settings.json.option) {
            self = .json
        } else if variables.flag(Settings.jsonLines.variable) == true {
            self = .lines
        } else {
            self = variables.flag(Settings.json.variable) == true ? .json : .text
        }
    }
}
