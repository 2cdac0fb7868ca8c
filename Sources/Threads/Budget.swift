internal import Synchronization

/// So much of something that tasks take and give back; those for whom too little is left wait in line.
///
/// What becomes free goes to who comes first by rank, and among equals to who has waited longest. Nobody passes who stands
/// before them, however little they want: who wants much gets it some time.
public final class Budget: Sendable {
    private struct Waiting: Sendable {
        let rank: Int
        let amount: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State: Sendable {
        var free: Int
        /// Those that come first, first.
        var line: [Waiting] = []

        mutating func next() -> CheckedContinuation<Void, Never>? {
            guard let first = line.first, first.amount <= free else { return nil }
            free -= first.amount
            return line.removeFirst().continuation
        }
    }

    private let whole: Int
    private let state: Mutex<State>

    /// A budget of so much.
    public init(_ amount: Int) {
        whole = amount
        state = Mutex(State(free: amount))
    }

    /// Waits for a part of it. More than the whole is the whole, less than nothing is nothing.
    public func take(_ amount: Int = 1, rank: Int = 0) async {
        await withCheckedContinuation { continuation in
            let waiting = Waiting(rank: rank, amount: share(amount), continuation: continuation)
            state.withLock { state in
                let place = state.line.firstIndex { $0.rank > rank } ?? state.line.endIndex
                state.line.insert(waiting, at: place)
            }
            serve()
        }
    }

    /// Gives a part back that was taken.
    public func give(_ amount: Int = 1) {
        state.withLock { $0.free += share(amount) }
        serve()
    }

    /// Does something while it has one of the budget.
    public func use<Value: Sendable, Failure: Error>(
        rank: Int = 0, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        await take(rank: rank)
        defer { give() }
        return try await body()
    }

    /// How many wait.
    public var waiting: Int { state.withLock { $0.line.count } }

    private func share(_ amount: Int) -> Int { max(0, min(amount, whole)) }

    private func serve() {
        while let next = state.withLock({ $0.next() }) { next.resume() }
    }
}
