internal import Synchronization

/// How far one piece of work has come: a bar on a terminal, now and then a line elsewhere.
///
/// Shares may come from any thread and as often as they like.
public final class ProgressBar: Sendable {
    private struct State {
        var drawn: ContinuousClock.Instant?
        var isOver = false
        var share = 0.0
        var detail = ""
    }

    private let title: String
    private let screen: Screen
    private let now: @Sendable () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private let state = Mutex(State())

    /// A bar that is not drawn before its first share. `now` tells the time.
    public init(
        _ title: String, on screen: Screen,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.title = title.printable
        self.screen = screen
        self.now = now
        self.start = now()
    }

    /// Tells that `share` (0 to 1) of the work is done.
    public func update(_ share: Double) { draw { $0.share = share > 0 ? min(share, 1) : 0 } }

    /// Tells what is done at the moment.
    public func update(detail: String) { draw { $0.detail = detail.printable } }

    private func draw(_ change: (inout State) -> Void) {
        let time = now()
        state.withLock { state in
            change(&state)
            guard !state.isOver else { return }
            // A terminal gets ten a second; a log file nothing from short work, and one line in half a minute from long.
            let wait: Duration = screen.isTerminal ? .milliseconds(100) : .seconds(30)
            let last = state.drawn ?? (screen.isTerminal ? nil : start)
            if let last, time - last < wait { return }
            state.drawn = time
            if screen.isTerminal {
                screen.show(bar(state, after: time - start))
            } else {
                let detail = state.detail.isEmpty ? "" : "; " + state.detail
                screen.print("\(title): \(Self.percent(state.share))\(detail)")
            }
        }
    }

    /// Takes the bar away; later shares are not shown.
    public func finish() {
        state.withLock { state in
            state.isOver = true
            screen.show(nil)
        }
    }

    /// The line cannot be wider than the terminal: what wraps is not cleared with it.
    private func bar(_ state: State, after elapsed: Duration) -> String {
        let share = state.share
        let left = share > 0.02 ? "  \(Formatting.duration(elapsed * (1 / share - 1))) left" : ""
        let end = " \(Self.percent(share))\(left)"
        let columns = max(0, (screen.columns ?? 80) - 1)
        let title = String(self.title.prefix(ofWidth: max(0, columns - end.count)))
        if !state.detail.isEmpty { return String((title + end + "  " + state.detail).prefix(ofWidth: columns)) }
        let room = min(40, columns - title.displayWidth - end.count - 3)
        guard room >= 10 else { return String((title + end).prefix(ofWidth: columns)) }
        let full = Int(share * Double(room))
        return "\(title) [\(String(repeating: "=", count: full))\(String(repeating: " ", count: room - full))]\(end)"
    }

    private static func percent(_ share: Double) -> String {
        let number = String(Int(share * 100))
        return String(repeating: " ", count: max(0, 3 - number.count)) + number + " %"
    }
}
