internal import ArgumentParser
internal import CanopyPlugins
internal import Files
internal import Stores
internal import Terminal
internal import Usage

/// One call of the tool: all that it has from its surroundings. Tests bring their own.
struct CommandContext: Sendable {
    /// What stands on the command line after the tool's name.
    var arguments: [String]
    /// Where results go.
    var output: TextStream
    /// Where log and progress go.
    var screen: Screen
    /// What the call comes to.
    var results = Results()
    /// The environment's variables, keys included. External commands get them all; for any other program there are
    /// `variables.withoutKeys`, which are what a process inherits.
    var variables: [String: String]
    /// Whether somebody wants the work to stop.
    var interruption: Interruption
    /// The tool's own program.
    var tool: String?

    /// What users call the command that the arguments name: what stands before each line that they are told.
    var name: String { WrongUsage.name(ofCommandIn: arguments, of: Canopy.self, called: Canopy._commandName) }

    /// Whether there are keys among the variables.
    var holdsKeys: Bool { variables.contains { KeyVariable($0.key, $0.value) != nil } }

    /// Where external commands are looked for.
    var plugins: PluginSearch { PluginSearch(variables: variables, tool: tool) }

    /// The call that this task works for.
    @TaskLocal static var current = CommandContext.ofProcess

    /// The call that started the process, whose keys are here from now on and nowhere else in it.
    static let ofProcess: CommandContext = {
        let variables = ProcessEnvironment.take { KeyVariable($0, $1) != nil }
        return CommandContext(
            arguments: Array(CommandLine.arguments.dropFirst()), output: .standardOutput(variables),
            screen: Screen(.standardError(variables)), variables: variables,
            interruption: Interruption(), tool: Program.running)
    }()
}
