internal import Diagnostics
internal import Logging
internal import Terminal

// How a subcommand works: under a progress bar, with a log, stopped by signals.
extension GlobalOptions {
    /// The log that the options ask for.
    var log: Logger {
        let level: Logger.Level = quiet ? .warning : verbose ? .debug : .info
        let screen = CommandContext.current.screen
        return Logger(label: "canopy") { ScreenLog(label: $0, on: screen, level: level) }
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
        let bar = quiet ? nil : ProgressBar(title, on: invocation.screen)
        if verbose { Warnings.listenToNotes { [log] in log.debug("\(shown($0))") } }
        defer { bar?.finish() }
        return try await work(
            Progress(
                cancellation: invocation.interruption.cancellation, report: { bar?.update($0) },
                activity: { bar?.update(detail: $0.text) }))
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
