public import Diagnostics
internal import Synchronization

/// What a progress was told.
public final class Watch: Sendable {
    private let told = Mutex<[Double]>([])

    /// Nothing was told yet.
    public init() {}

    /// The shares in their order.
    public var shares: [Double] { told.withLock { $0 } }

    /// The progress that is watched.
    public var progress: Diagnostics.Progress {
        Diagnostics.Progress { share in self.told.withLock { $0.append(share) } }
    }
}
