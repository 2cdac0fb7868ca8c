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
        let variables = CommandContext.current.variables.merging(variablesOfPlugins) { $1 }
        try Program.become(plugin.path, arguments: arguments, variables: variables)
    }

    /// What plugins learn of the tool.
    static var variablesOfPlugins: [String: String] {
        var variables = ["CANOPY_VERSION": Version.number]
        variables["CANOPY"] = CommandContext.current.tool
        return variables
    }

    /// Tells the user of an error, a line for each problem, and gives the code to exit with.
    private static func tell(_ error: any Error, of name: String) -> ExitCode {
        let invocation = CommandContext.current
        // Whatever the error: programs that were called may have had the signal as well, and failed of it first.
        if let signal = invocation.interruption.signal {
            invocation.screen.print("\(name): stopped by \(Interruption.name(of: signal))")
            return .interrupted(by: signal)
        }
        if let code = error as? ExitCode { return code }
        switch exitCode(for: error) {
        case .success:
            // Help, a version or a completion script that was asked for.
            let isOfTool = invocation.arguments.allSatisfy { ["--help", "-h", "help"].contains($0) }
            let plugins = isOfTool ? CommandList(invocation.plugins).helpOfPlugins : ""
            do {
                try invocation.output.write(fullMessage(for: error) + "\n" + plugins)
            } catch { return tell(error, of: name) }
            return .success
        case .wrongUsage:
            invocation.screen.print(fullMessage(for: error).printableLines)
            return .wrongUsage
        default:
            for problem in problems(of: error) { invocation.screen.print("\(name): \(problem.printable)") }
            return error is UnknownCommand ? .wrongUsage : .failure
        }
    }

    private static func problems(of error: any Error) -> [String] {
        switch error {
        case PostprocessError.unusable(let problems): problems
        case let mistakes as Mistakes: mistakes.problems
        default: [Phrasing.options.sentence(of: error)]
        }
    }
}
