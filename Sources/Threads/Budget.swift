internal import Synchronization

/// So much of something that tasks take and give back; those for whom too little is left wait in line.
///
/// What becomes free goes to who comes first by rank, and among equals to who has waited longest. Nobody passes who stands
/// before them, however little they want: who wants much gets it some time.
public final class Budget: Sendable {
    private struct Waiting: Sendable {
        let rank: Int
        let amount: Int
        /// What a user takes while one of an earlier rank has some; `nil` of who only takes.
        let amountBesideEarlier: Int?
        let continuation: CheckedContinuation<Int, Never>
    }

    private struct State: Sendable {
        var free: Int
        /// The ranks of those who use the budget.
        var using: [Int] = []
        /// Those that come first, first.
        var line: [Waiting] = []

        mutating func next() -> (continuation: CheckedContinuation<Int, Never>, amount: Int)? {
            guard let first = line.first else { return nil }
            var amount = first.amount
            if let more = first.amountBesideEarlier, using.contains(where: { $0 < first.rank }) { amount = more }
            guard amount <= free else { return nil }
            free -= amount
            if first.amountBesideEarlier != nil { using.append(first.rank) }
            return (line.removeFirst().continuation, amount)
        }
    }

    private let whole: Int
    private let shareBesideEarlier: Int
    private let state: Mutex<State>

    /// A budget of so much, of which a user takes one, or `shareBesideEarlier` while a user of an earlier rank has some.
    public init(_ amount: Int, shareBesideEarlier: Int = 1) {
        whole = amount
        self.shareBesideEarlier = shareBesideEarlier
        state = Mutex(State(free: amount))
    }

    /// Waits for a part of it. More than the whole is the whole, less than nothing is nothing.
    public func take(_ amount: Int = 1, rank: Int = 0) async { _ = await wait(amount, nil, rank) }

    private func wait(_ amount: Int, _ amountBesideEarlier: Int?, _ rank: Int) async -> Int {
        await withCheckedContinuation { continuation in
            let waiting = Waiting(
                rank: rank, amount: share(amount), amountBesideEarlier: amountBesideEarlier.map(share),
                continuation: continuation)
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
        let amount = await wait(1, shareBesideEarlier, rank)
        defer {
            state.withLock { state in
                if let place = state.using.firstIndex(of: rank) { state.using.remove(at: place) }
            }
            give(amount)
        }
        return try await body()
    }

    /// How many wait.
    public var waiting: Int { state.withLock { $0.line.count } }

    private func share(_ amount: Int) -> Int { max(0, min(amount, whole)) }

    private func serve() {
        while let next = state.withLock({ $0.next() }) { next.continuation.resume(returning: next.amount) }
    }
}
