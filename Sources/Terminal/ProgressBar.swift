internal import Synchronization

/// How far one piece of work has come: a bar on a terminal, now and then a line elsewhere.
///
/// Shares may come from any thread and as often as they like.
public final class ProgressBar: Sendable {
    private struct State {
        var drawn: ContinuousClock.Instant?
        var isOver = false
        var share = 0.0
        var details: [String] = []
    }

    private let title: String
    private let screen: Screen
    private let line: (@Sendable (Double, [String]) -> Void)?
    private let now: @Sendable () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private let state = Mutex(State())

    /// A bar that is not drawn before its first share.
    ///
    /// - Parameters:
    ///   - line: Takes share and details now and then, where no bar is wanted on a terminal either.
    ///   - now: Tells the time.
    public init(
        _ title: String, line: (@Sendable (Double, [String]) -> Void)? = nil, on screen: Screen,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.title = title.printable
        self.screen = screen
        self.line = line
        self.now = now
        self.start = now()
    }

    /// Tells that `share` (0 to 1) of the work is done.
    public func update(_ share: Double) { draw { $0.share = share > 0 ? min(share, 1) : 0 } }

    /// Tells what is done at the moment: a line for each thing.
    public func update(details: [String]) { draw { $0.details = details.map(\.printable) } }

    private var isBar: Bool { line == nil && screen.isTerminal }

    private func draw(_ change: (inout State) -> Void) {
        let time = now()
        state.withLock { state in
            change(&state)
            guard !state.isOver else { return }
            // A terminal gets ten a second; a log file nothing from short work, and one line in half a minute from long.
            let wait: Duration = isBar ? .milliseconds(100) : .seconds(30)
            let last = state.drawn ?? (isBar ? nil : start)
            if let last, time - last < wait { return }
            state.drawn = time
            if let line {
                line(state.share, state.details)
            } else if isBar {
                screen.show(bar(state, after: time - start))
            } else {
                let details = state.details.map { "; " + $0 }.joined()
                screen.print("\(title): \(Self.percent(state.share))\(details)")
            }
        }
    }

    /// Takes the bar away; later shares are not shown.
    public func finish() {
        state.withLock { state in
            state.isOver = true
            screen.show([])
        }
    }

    /// The bar and what is done below it. No line is as wide as the terminal, so that none wraps.
    private func bar(_ state: State, after elapsed: Duration) -> [String] {
        let share = state.share
        let left = share > 0.02 ? "  \(Formatting.duration(elapsed * (1 / share - 1))) left" : ""
        let end = " \(Self.percent(share))\(left)"
        let columns = max(0, (screen.columns ?? 80) - 1)
        let title = String(self.title.prefix(ofWidth: max(0, columns - end.count)))
        let details = state.details.map { String(("  " + $0).prefix(ofWidth: columns)) }
        let room = min(40, columns - title.displayWidth - end.count - 3)
        guard room >= 10 else { return [String((title + end).prefix(ofWidth: columns))] + details }
        let full = Int(share * Double(room))
        let bar = String(repeating: "=", count: full) + String(repeating: " ", count: room - full)
        return ["\(title) [\(bar)]\(end)"] + details
    }

    private static func percent(_ share: Double) -> String {
        let number = String(Int(share * 100))
        return String(repeating: " ", count: max(0, 3 - number.count)) + number + " %"
    }
}
