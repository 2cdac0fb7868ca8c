internal import Logging
internal import Logs
internal import Synchronization

/// What is said of a mission, kept to be published with it: lines of JSON.
final class MissionLog: Sendable {
    private let lines = Mutex<[String]>([])

    /// Lines beyond these are left out: a mission that says more has something wrong with it.
    private static let most = 100_000

    /// The lines so far.
    var text: String { lines.withLock { $0.map { $0 + "\n" }.joined() } }

    /// A logger that says everything here as well.
    func logger(besides logger: Logger) -> Logger {
        let kept = LineLog(command: "postprocess", level: .debug) { [self] line in
            lines.withLock { if $0.count < Self.most { $0.append(line) } }
        }
        return Logger(label: logger.label) { _ in MultiplexLogHandler([logger.handler, kept]) }
    }
}

extension Logger.Metadata {
    /// What a message is about, for programs.
    static func step(
        _ step: String, _ file: String? = nil, seconds: Duration? = nil, bytes: Int? = nil
    ) -> Logger.Metadata {
        var facts: Logger.Metadata = ["step": "\(step)"]
        if let file { facts["file"] = "\(file)" }
        if let seconds { facts["seconds"] = "\(seconds / .seconds(1))" }
        if let bytes { facts["bytes"] = "\(bytes)" }
        return facts
    }
}
