internal import ArgumentParser
internal import Diagnostics
internal import Logging
internal import Logs
internal import Terminal

/// Who reads the log.
enum LogFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// People.
    case text
    /// Programs: an object a line.
    case json
}

/// When progress is shown.
enum ProgressDisplay: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// But for --quiet.
    case auto
    case always, never
}

extension CommandContext {
    /// A log of a command in the form that its options ask for.
    func log(of command: String, _ format: LogFormat, level: Logger.Level) -> Logger {
        switch format {
        case .text: Logger(label: name) { [screen] in ScreenLog(label: $0, on: screen, level: level) }
        case .json:
            Logger(label: "canopy") { [screen] _ in
                LineLog(command: command, level: level) { screen.print($0.printableJSON) }
            }
        }
    }

    /// Tells of an error of a command, which may be one of its options.
    func tell(_ error: String, of name: String) {
        guard askedLogFormat == .json else { return screen.print("\(name): \(error.printable)") }
        log(of: Canopy.verb(of: name, arguments), .json, level: .error).error("\(error)")
    }

    /// The form of the log that a command line asks for which could not be understood as a whole.
    var askedLogFormat: LogFormat {
        let option = "--" + Settings.logFormat.option
        let words = arguments.prefix { $0 != "--" }
        let values =
            zip(words, words.dropFirst()).filter { $0.0 == option }.map(\.1)
            + words.filter { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
        let variable = arguments.first == "postprocess" ? variables[Settings.logFormat.variable] : nil
        return (values.last ?? variable).flatMap(LogFormat.init) ?? .text
    }
}

extension Canopy {
    /// The verb that a command's name or its arguments have; the tool's own name where there is none.
    static func verb(of name: String, _ arguments: [String]) -> String {
        let verb = name.split(separator: " ").dropFirst().joined(separator: " ")
        if !verb.isEmpty { return verb }
        return arguments.first.flatMap { builtIns.contains($0) ? $0 : nil } ?? _commandName
    }
}
