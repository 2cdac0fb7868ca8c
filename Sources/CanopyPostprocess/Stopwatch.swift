internal import Synchronization

/// The time in which at least one of several things that overlap goes on.
final class Stopwatch: Sendable {
    private struct State: Sendable {
        var running = 0
        var start = ContinuousClock.now
        var past = Duration.zero
    }

    private let state = Mutex(State())

    /// Does something while the watch runs.
    func run<Value: Sendable, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        state.withLock { state in
            if state.running == 0 { state.start = .now }
            state.running += 1
        }
        defer {
            state.withLock { state in
                state.running -= 1
                if state.running == 0 { state.past += .now - state.start }
            }
        }
        return try await body()
    }

    /// Seconds so far.
    var seconds: Double {
        state.withLock { ($0.past + ($0.running > 0 ? .now - $0.start : .zero)) / .seconds(1) }
    }
}

extension ContinuousClock.Instant {
    /// Seconds since then, to a tenth, for the log.
    var secondsUntilNow: Double { ((.now - self) / .seconds(1)).tenths }
}

extension Double {
    /// To a tenth.
    var tenths: Double { (self * 10).rounded() / 10 }
}
