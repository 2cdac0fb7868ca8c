internal import ArgumentParser
internal import CanopyPlugins
internal import CanopyPostprocess
internal import Diagnostics
internal import Files
internal import GDAL
internal import Terminal

extension Canopy {
    /// Does what the process's command line says, and ends the process.
    public static func launch() async -> Never { await launch(CommandContext.ofProcess.arguments) }

    /// The same for a command line that is not the process's own.
    package static func launch(_ arguments: [String]) async -> Never {
        // Before there are threads, and before anything is opened.
        GDALLibrary.start()
        var invocation = CommandContext.ofProcess
        invocation.arguments = arguments
        invocation.interruption.watchSignals()
        exit(withError: await CommandContext.$current.withValue(invocation) { await run() })
    }

    /// Does what the arguments say and tells how it ended. An external command does not come back.
    static func run() async -> ExitCode {
        let code = await work()
        do { try CommandContext.current.results.end() } catch {
            return code == .success ? tell(error, of: configuration.commandName ?? "") : code
        }
        return code
    }

    private static func work() async -> ExitCode {
        let arguments = CommandContext.current.arguments
        var name = configuration.commandName ?? ""
        do {
            if arguments == [WorkerCall.name] {
                try await WorkerCall.run()
                return .success
            }
            // Before anything is parsed: the options of external commands are theirs.
            try await callExternalCommand(arguments)
            if CommandContext.current.holdsKeys { HostLimits.forbidCoreDumps() }
            var command = try await asyncParseAsRoot(arguments)
            name = Self.name(of: type(of: command)) ?? name
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            return tell(error, of: name)
        }
    }

    /// What a command is called, with all that stands before it; `nil` where it is not part of the tool.
    static func name(
        of command: any ParsableCommand.Type, in tool: any ParsableCommand.Type = Canopy.self
    ) -> String? {
        if command == tool { return tool._commandName }
        return tool.configuration.subcommands.lazy.compactMap { name(of: command, in: $0) }.first
            .map { "\(tool._commandName) \($0)" }
    }

    /// The start of the lines that tell of wrong usage.
    public static var _errorPrefix: String { "canopy: " }

    /// Becomes the program of an external command, if that is what the arguments name.
    private static func callExternalCommand(_ arguments: [String]) async throws {
        guard let command = arguments.first, !command.hasPrefix("-") else { return }
        if command == "help" { return try await HelpPage.open(arguments.dropFirst().first { !$0.hasPrefix("-") }) }
        if builtIns.contains(command) { return }
        let search = CommandContext.current.plugins
        guard let plugin = PluginName(command).flatMap(search.plugin) else {
            throw UnknownCommand(command, builtIns: builtIns, search: search)
        }
        try become(plugin, arguments: Array(arguments.dropFirst()))
    }

    /// Becomes the program of an external command, which learns where the tool is.
    static func become(_ plugin: Plugin, arguments: [String]) throws {
        var variables = CommandContext.current.variables
        variables["CANOPY"] = CommandContext.current.tool
        variables["CANOPY_VERSION"] = Version.number
        try Program.become(plugin.path, arguments: arguments, variables: variables)
    }

    /// Tells the user of an error, a line for each problem, and gives the code to exit with.
    private static func tell(_ error: any Error, of name: String) -> ExitCode {
        let invocation = CommandContext.current
        // Whatever the error: programs that were called may have had the signal as well, and failed of it first.
        if let signal = invocation.interruption.signal {
            let message = "stopped by \(Interruption.name(of: signal))"
            invocation.tell(message, of: name)
            note([message], .interrupted, of: name)
            return .interrupted(by: signal)
        }
        if let code = error as? ExitCode { return code }
        switch exitCode(for: error) {
        case .success:
            // Help, a version or a completion script that was asked for.
            do { try invocation.output.write(fullMessage(for: error) + "\n") } catch { return tell(error, of: name) }
            return .success
        case .wrongUsage:
            if invocation.askedLogFormat == .json {
                invocation.tell(message(for: error), of: name)
            } else {
                invocation.screen.print(fullMessage(for: error).printableLines)
            }
            note([message(for: error)], .usage, of: name)
            return .wrongUsage
        default:
            let problems = problems(of: error)
            for problem in problems { invocation.tell(problem, of: name) }
            note(problems, error is UnknownCommand ? .usage : .failure, of: name)
            return error is UnknownCommand ? .wrongUsage : .failure
        }
    }

    /// Tells programs of errors, whom a command line or a variable asks to.
    private static func note(_ problems: [String], _ kind: Results.Failure.Kind, of name: String) {
        let context = CommandContext.current
        if context.results.form == .text {
            context.results.begin(verb(of: name, context.arguments), as: ResultForm(for: context))
        }
        for problem in problems { try? context.results.add(Results.Failure(kind: kind, message: problem)) }
    }

    private static func problems(of error: any Error) -> [String] {
        switch error {
        case PostprocessError.unusable(let problems): problems
        case let mistakes as Mistakes: mistakes.problems
        default: [Phrasing.options.sentence(of: error)]
        }
    }
}
