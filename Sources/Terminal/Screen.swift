internal import Synchronization

/// What a person watches while work goes on: lines that stay and, on a terminal, some below them that are redrawn.
///
/// Log and progress share it, so that neither writes into the other.
public final class Screen: Sendable {
    /// Where it is, for what goes there without a status line.
    public let stream: TextStream
    private let status = Mutex<[String]>([])

    /// A screen on `stream`, usually standard error.
    public init(_ stream: TextStream) { self.stream = stream }

    /// Whether status lines are shown.
    public var isTerminal: Bool { stream.isTerminal }
    /// Whether colors are shown and wanted.
    public var hasColor: Bool { stream.hasColor }
    /// How many columns there are now; `nil` where it is no terminal.
    public var columns: Int? { stream.columns }

    /// Writes a line that stays, above the status lines.
    public func print(_ line: String) {
        status.withLock { status in
            put(status.isEmpty ? line + "\n" : clear(status) + line + "\n" + status.joined(separator: "\n"))
        }
    }

    /// Replaces the status lines; none take them away. Not shown where nobody watches.
    public func show(_ lines: [String]) {
        guard stream.isTerminal else { return }
        status.withLock { status in
            guard lines != status else { return }
            put(clear(status) + lines.joined(separator: "\n"))
            status = lines
        }
    }

    /// What takes the status lines away, behind the last of which the cursor stands. A terminal that has become narrower
    /// shows a line in several rows.
    private func clear(_ lines: [String]) -> String {
        let columns = max(1, stream.columns ?? 80)
        let rows = lines.reduce(0) { $0 + max(1, ($1.displayWidth + columns - 1) / columns) }
        return rows > 1 ? "\r\u{1b}[\(rows - 1)A\u{1b}[J" : "\r\u{1b}[K"
    }

    /// Where not even standard error can be written, there is nobody left to tell.
    private func put(_ text: String) { try? stream.write(text) }
}
