import Diagnostics
import Synchronization

/// What a progress was told.
final class Watch: Sendable {
    private let told = Mutex<[Double]>([])

    var shares: [Double] { told.withLock { $0 } }

    var progress: Progress {
        Progress { share in self.told.withLock { $0.append(share) } }
    }
}

/// Foundation has a class of this name.
typealias Progress = Diagnostics.Progress
