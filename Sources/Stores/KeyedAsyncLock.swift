internal import Synchronization

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
