internal import ArgumentParser
internal import CanopyPlugins
internal import CanopyPostprocess
internal import Diagnostics
internal import Files
internal import GDAL
internal import Glibc
internal import Terminal
internal import Usage

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
        let code = await CommandContext.$current.withValue(invocation) { await run() }
        // Threads that have done their work may still be letting go of what C libraries keep for each of them. `exit` would take
        // those libraries apart meanwhile, and now and then end by a signal what had been told already.
        fflush(nil)
        _exit(code.rawValue)
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
        do {
            if arguments == [WorkerCall.name] {
                try await WorkerCall.run()
                return .success
            }
            // Before anything is parsed: the options of external commands are theirs.
            try await callExternalCommand(arguments)
            if CommandContext.current.holdsKeys { HostLimits.forbidCoreDumps() }
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            return tell(error, of: CommandContext.current.name)
        }
    }

    /// Becomes the program of an external command, if that is what the arguments name.
    private static func callExternalCommand(_ arguments: [String]) async throws {
        guard let command = arguments.first, !command.hasPrefix("-") else { return }
        if command == "help" { return try await HelpPage.open(Array(arguments.dropFirst())) }
        if builtIns.contains(command) { return }
        let search = CommandContext.current.plugins
        guard let plugin = PluginName(command).flatMap(search.plugin) else {
            throw UnknownCommand(command, builtIns: builtIns, search: search)
        }
        try become(plugin, arguments: Array(arguments.dropFirst()))
    }

    /// Becomes the program of an external command, which learns where the tool is.
    static func become(_ plugin: Plugin, arguments: [String]) throws {
        let variables = CommandContext.current.variables.merging(variablesOfPlugins) { $1 }
        do throws(ProgramError) {
            try Program.become(plugin.path, arguments: arguments, variables: variables)
        } catch { throw Unusable(plugin: plugin.name, error: error) }
    }

    /// What plugins learn of the tool.
    static var variablesOfPlugins: [String: String] {
        var variables = ["CANOPY_VERSION": Version.number]
        variables["CANOPY"] = CommandContext.current.tool
        return variables
    }

    /// Tells the user of an error, a line for each problem, and gives the code to exit with.
    private static func tell(_ error: any Error, of command: String) -> ExitCode {
        let invocation = CommandContext.current
        let name = (error as? Unusable).map { "\(command) \($0.plugin)" } ?? command
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
            let isOfTool = invocation.arguments.allSatisfy { ["--help", "-h", "help"].contains($0) }
            let plugins = isOfTool ? CommandList(invocation.plugins).helpOfPlugins : ""
            let text = fullMessage(for: error)
            let shown =
                invocation.arguments.contains { $0.hasPrefix("--generate-completion-script") }
                ? Completions.script(text) : HelpText.ownOptionsFirst(text)
            do { try invocation.output.write(shown + "\n" + plugins) } catch { return tell(error, of: name) }
            return .success
        case .wrongUsage:
            let usage = WrongUsage(error, of: Canopy.self, called: _commandName, invocation.arguments)
            if invocation.askedLogFormat == .json {
                invocation.tell(usage.message, of: name)
            } else {
                for line in [usage.problem, usage.help] { invocation.screen.print(line.printable) }
            }
            note([usage.message], .usage, of: name)
            return .wrongUsage
        default:
            let problems = problems(of: error)
            for problem in problems { invocation.tell(problem, of: name) }
            note(problems, error is UnknownCommand ? .usage : .failure, of: name)
            guard error is UnknownCommand else { return .failure }
            if invocation.askedLogFormat == .text { invocation.screen.print("See 'canopy help -a' for all commands.") }
            return .wrongUsage
        }
    }

    /// What went wrong with an external command.
    private struct Unusable: Error, CustomStringConvertible {
        let plugin: PluginName
        let error: ProgramError
        var description: String { "\(error)" }
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
