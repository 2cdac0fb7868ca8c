public import ArgumentParser
internal import Diagnostics
internal import Foundation

/// A command line that nobody can understand, in the words of users: what is wrong, in a line, and where help is, in another.
public struct WrongUsage {
    /// What is wrong.
    public let message: String
    /// The same with the command before it.
    public let problem: String
    /// Where help is.
    public let help: String

    /// What is wrong with the arguments of a tool.
    ///
    /// An option that the command does not have explains everything else: its value passes for an argument, and what it was
    /// meant to say is missing.
    ///
    /// - Parameters:
    ///   - error: What ArgumentParser makes of them.
    ///   - tool: The tool.
    ///   - name: What users call it.
    ///   - arguments: What stands on the command line after its name.
    public init(_ error: any Error, of tool: any ParsableCommand.Type, called name: String, _ arguments: [String]) {
        let (command, names, rest) = Self.command(of: arguments, in: tool)
        let fullName = ([name] + names).joined(separator: " ")
        message = Self.unknownOption(among: rest, of: command) ?? Self.plain(tool.message(for: error))
        problem = "\(fullName): \(message)"
        help = "See '\(fullName) --help'."
    }

    /// What users call the command that arguments name.
    public static func name(
        ofCommandIn arguments: [String], of tool: any ParsableCommand.Type, called name: String
    ) -> String {
        ([name] + command(of: arguments, in: tool).names).joined(separator: " ")
    }

    private static func command(
        of arguments: [String], in tool: any ParsableCommand.Type
    ) -> (command: any ParsableCommand.Type, names: [String], rest: ArraySlice<String>) {
        var (command, names, rest) = (tool, [String](), arguments[...])
        while let name = rest.first,
            let next = command.configuration.subcommands.first(where: { $0._commandName == name })
        {
            (command, rest) = (next, rest.dropFirst())
            names.append(name)
        }
        return (command, names, rest)
    }

    private static func unknownOption(
        among arguments: ArraySlice<String>, of command: any ParsableCommand.Type
    ) -> String? {
        let info = try? JSONDecoder().decode(ToolInfo.self, from: Data(command._dumpHelp().utf8)).command
        guard let info else { return nil }
        let known = Set((info.arguments ?? []).flatMap { $0.names ?? [] }.map(\.typed) + ["--help", "-h", "--version"])
        let typed = arguments.prefix { $0 != "--" }.compactMap(option)
        guard let unknown = typed.first(where: { !known.contains($0) }) else { return nil }
        let long = known.filter { $0.hasPrefix("--") }.sorted()
        let near = unknown.hasPrefix("--") ? Spelling.nearest(to: unknown, among: long) : []
        return "unknown option '\(unknown)'" + Spelling.question(near)
    }

    /// The name of the option that an argument looks like; numbers below 0 and '-' itself do not.
    private static func option(_ argument: String) -> String? {
        if argument.hasPrefix("--") { return argument.split(separator: "=").first.map(String.init) }
        guard argument.hasPrefix("-"), argument.dropFirst().first?.isLetter == true else { return nil }
        return String(argument.prefix(2))
    }

    /// A message of the library in the form of all others.
    private static func plain(_ message: String) -> String {
        let line = message.replacing(". Please provide one of ", with: "; it is one of ")
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        let text = line.hasSuffix(".") ? String(line.dropLast()) : line
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension ParsableCommand {
    /// Runs a program that is a plugin of canopy, and ends the process: mistakes are told as canopy tells its own.
    ///
    /// - Parameter name: What users call it, such as `canopy demo`.
    public static func runAsPlugin(called name: String) -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            exit()
        } catch {
            switch exitCode(for: error) {
            case .success: exit(withError: error)
            case .validationFailure:
                let wrong = WrongUsage(error, of: Self.self, called: name, arguments)
                say("\(wrong.problem)\n\(wrong.help)\n")
                exit(withError: ExitCode.validationFailure)
            default:
                if !(error is ExitCode) { say("\(name): \(message(for: error))\n") }
                exit(withError: error as? ExitCode ?? ExitCode.failure)
            }
        }
    }

    private static func say(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
