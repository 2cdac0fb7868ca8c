internal import Synchronization

/// A flag that tells running work to stop at its next step. A signal handler's task sets it; loops and GDAL's progress
/// callbacks look at it.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A flag that is not set.
    public init() {}

    /// Whether the work is to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    /// Tells the work to stop.
    public func cancel() { flag.store(true, ordering: .relaxed) }
}
