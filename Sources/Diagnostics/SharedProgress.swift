internal import Synchronization

/// Adds up the progress of parts that run at once.
public final class SharedProgress: Sendable {
    private struct State {
        var shares: [Double]
        var done = 0.0
    }

    private let whole: Progress
    private let weights: [Double]
    private let total: Double
    private let state: Mutex<State>

    /// The progress of parts that cost as much as their weights say.
    public init(_ whole: Progress, weights: [Double]) {
        self.whole = whole
        self.weights = weights
        total = weights.reduce(0, +)
        state = Mutex(State(shares: Array(repeating: 0, count: weights.count)))
    }

    /// What the part at `index` reports to.
    public func progress(of index: Int) -> Progress {
        Progress(cancellation: whole.cancellation) { [self] share in
            state.withLock { state in
                state.done += (share - state.shares[index]) * weights[index]
                state.shares[index] = share
                // Under the lock, so that the whole never runs backwards.
                whole(state.done / total)
            }
        }
    }
}
