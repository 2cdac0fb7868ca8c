internal import Synchronization

/// Lets things on that have their places in a row, one at a time and none before those in front of it.
final class Turns: Sendable {
    private struct State: Sendable {
        /// Whose turn it is.
        var next = 0
        /// Those behind it that will not come any more.
        var ended: Set<Int> = []
        var waiting: [Int: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Waits until all in front have ended. Any number may wait for a place.
    func wait(for place: Int) async {
        await withCheckedContinuation { continuation in
            let isNext = state.withLock { state in
                if state.next < place { state.waiting[place, default: []].append(continuation) }
                return state.next >= place
            }
            if isNext { continuation.resume() }
        }
    }

    /// Says that one has had its turn, or will not come.
    func end(_ place: Int) {
        let continuations = state.withLock { state in
            if place >= state.next { state.ended.insert(place) }
            var continuations: [CheckedContinuation<Void, Never>] = []
            while state.ended.remove(state.next) != nil {
                state.next += 1
                continuations += state.waiting.removeValue(forKey: state.next) ?? []
            }
            return continuations
        }
        for continuation in continuations { continuation.resume() }
    }
}
