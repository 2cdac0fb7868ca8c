public import Logging

/// A log for people, one line per message: `canopy crop: warning: …`, and errors as whatever ends a call tells its own. What
/// messages say in metadata they say in words, too.
public struct ScreenLog: LogHandler {
    /// What stands before each line: the command's name.
    public let label: String
    /// Messages below this level are not shown.
    public var logLevel: Logger.Level
    /// What is said with every message.
    public var metadata: Logger.Metadata = [:]
    /// Where task-local metadata come from.
    public var metadataProvider: Logger.MetadataProvider?
    private let screen: Screen

    /// A log on `screen`.
    public init(label: String, on screen: Screen, level: Logger.Level) {
        self.label = label
        self.screen = screen
        self.logLevel = level
    }

    /// What is said with every message, by key.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Shows a message.
    public func log(event: LogEvent) {
        let text = "\(event.message)".printable
        let name = event.level >= .error ? colored(label, 31) : label
        screen.print("\(name): \(word(for: event.level))\(text)")
    }

    /// Notes come without a word: they are what one expects. So do errors, which say what is wrong.
    private func word(for level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: colored("debug", 2) + ": "
        case .info, .notice, .error, .critical: ""
        case .warning: colored("warning", 33) + ": "
        }
    }

    private func colored(_ text: String, _ code: Int) -> String {
        screen.hasColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
