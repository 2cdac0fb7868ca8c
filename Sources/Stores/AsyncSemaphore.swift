internal import Synchronization

/// Lets so many tasks on at once; the others wait in line.
final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var line: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Waits for a slot.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.line.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the slot on.
    func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.line.isEmpty {
                state.free += 1
                return nil
            }
            return state.line.removeFirst()
        }
        next?.resume()
    }
}

/// Lets tasks that mean one thing on one after the other.
final class KeyedAsyncLock: Sendable {
    /// Those who wait for a thing that somebody has.
    private let lines = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Waits for the turn.
    func take(_ thing: String) async {
        await withCheckedContinuation { continuation in
            let isFree = lines.withLock { lines in
                if lines[thing] == nil {
                    lines[thing] = []
                    return true
                }
                lines[thing]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the turn on.
    func give(_ thing: String) {
        let next = lines.withLock { lines -> CheckedContinuation<Void, Never>? in
            guard var line = lines[thing], !line.isEmpty else {
                lines[thing] = nil
                return nil
            }
            let next = line.removeFirst()
            lines[thing] = line
            return next
        }
        next?.resume()
    }
}
