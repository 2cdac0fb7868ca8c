import Synchronization

/// What a bar was told.
final class Shares: Sendable {
    private let shares = Mutex<[Double]>([])

    var all: [Double] { shares.withLock { $0 } }

    func add(_ share: Double) { shares.withLock { $0.append(share) } }
}
