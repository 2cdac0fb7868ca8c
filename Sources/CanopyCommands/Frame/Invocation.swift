internal import CanopyPlugins
internal import Terminal

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// One call of the tool: all that it has from its surroundings. Tests bring their own.
struct Invocation: Sendable {
    /// What stands on the command line after the tool's name.
    var arguments: [String]
    /// Where results go.
    var output: TextStream
    /// Where log and progress go.
    var screen: Screen
    /// The environment's variables.
    var variables: [String: String]
    /// Whether somebody wants the work to stop.
    var interruption: Interruption
    /// The tool's own program.
    var tool: String?

    /// Where external commands are looked for.
    var plugins: PluginSearch { PluginSearch(variables: variables, tool: tool) }

    /// The call that this task works for.
    @TaskLocal static var current = Invocation.ofProcess

    /// The call that started the process.
    static let ofProcess: Invocation = {
        let variables = ProcessInfo.processInfo.environment
        return Invocation(
            arguments: Array(CommandLine.arguments.dropFirst()), output: .standardOutput(variables),
            screen: Screen(.standardError(variables)), variables: variables,
            interruption: Interruption(), tool: Program.running)
    }()
}
