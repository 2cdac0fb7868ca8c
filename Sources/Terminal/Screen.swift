internal import Synchronization

/// What a person watches while work goes on: lines that stay and, on a terminal, one below them that is redrawn.
///
/// Log and progress share it, so that neither writes into the other.
public final class Screen: Sendable {
    /// Where it is, for what goes there without a status line.
    public let stream: TextStream
    private let status = Mutex<String?>(nil)

    /// A screen on `stream`, usually standard error.
    public init(_ stream: TextStream) { self.stream = stream }

    /// Whether the status line is shown.
    public var isTerminal: Bool { stream.isTerminal }
    /// Whether colors are shown and wanted.
    public var hasColor: Bool { stream.hasColor }
    /// How many columns there are now; `nil` where it is no terminal.
    public var columns: Int? { stream.columns }

    /// Writes a line that stays, above the status line.
    public func print(_ line: String) {
        status.withLock { status in
            put(status == nil ? line + "\n" : Self.clear + line + "\n" + Self.shown(status))
        }
    }

    /// Replaces the status line; `nil` takes it away. Not shown where nobody watches.
    public func show(_ line: String?) {
        guard stream.isTerminal else { return }
        status.withLock { status in
            guard line != status else { return }
            put(Self.clear + Self.shown(line))
            status = line
        }
    }

    private static let clear = "\r\u{1b}[K"

    private static func shown(_ status: String?) -> String { status ?? "" }

    /// Where not even standard error can be written, there is nobody left to tell.
    private func put(_ text: String) { try? stream.write(text) }
}
