internal import Diagnostics
internal import Stores
internal import Threads

/// The inputs of a mission that are here already, for a thread that waits for more of them.
final class Arrivals: Sendable {
    private let keys: Monitor<Set<StoreKey>>

    /// These are here.
    init(_ keys: some Sequence<StoreKey> = []) { self.keys = Monitor(Set(keys)) }

    /// One more is here.
    func add(_ key: StoreKey) { keys.update { _ = $0.insert(key) } }

    /// Waits until `body` finds something in what is here; `nil` where the work is to stop. Blocks.
    func wait<Result>(_ cancellation: Cancellation, for body: (Set<StoreKey>) -> Result?) -> Result? {
        while !cancellation.isCancelled {
            // Nobody wakes who waits where a signal comes.
            if let result = keys.wait(milliseconds: 50, for: { body($0) }) { return result }
        }
        return nil
    }
}
