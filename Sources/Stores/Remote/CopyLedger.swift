internal import Diagnostics
internal import Synchronization

/// Which files of a copy have arrived, and why others have not.
final class CopyLedger: Sendable {
    private struct State {
        var open: Set<StoreKey>
        var words: [StoreKey: String] = [:]
        var failures: [StoreKey: StoreError] = [:]
        /// Bytes of the passes before, and of this one.
        var before = 0
        var now = 0
    }

    private let keys: [StoreKey]
    private let bytes: Int
    private let progress: Progress
    private let state: Mutex<State>

    /// A ledger of files that are so many bytes together.
    init(_ keys: [StoreKey], _ bytes: Int, _ progress: Progress) {
        self.keys = keys
        self.bytes = bytes
        self.progress = progress
        state = Mutex(State(open: Set(keys)))
    }

    /// The files that are still to come.
    var open: [StoreKey] { state.withLock { state in keys.filter(state.open.contains) } }

    /// The files that did not come, with the reasons.
    var failures: [StoreKey: StoreError] { state.withLock { $0.failures } }

    /// Notes how many bytes have gone in this pass.
    func note(bytes now: Int) {
        state.withLock { state in
            state.now = max(state.now, now)
            // Under the lock, so that it never runs backwards; bytes that are sent again count again.
            progress(min(Double(state.before + state.now) / Double(max(bytes, 1)), 1))
        }
    }

    /// Notes what rclone says of a file.
    func note(_ words: String, of key: StoreKey) { state.withLock { $0.words[key] = words } }

    /// A file has arrived, or cannot.
    func close(_ key: StoreKey, failure: StoreError?) {
        state.withLock { state in
            state.open.remove(key)
            state.failures[key] = failure
        }
    }

    /// Finds the reasons for those that have not arrived; only what may pass stays open. Files are copied that were seen, so
    /// that 'not there' is among it.
    func endPass(reason: (_ key: StoreKey, _ words: String?) -> StoreError) {
        state.withLock { state in
            for key in state.open {
                let failure = reason(key, state.words[key])
                state.failures[key] = failure
                switch failure {
                case .absent: break
                case .remote(let remote) where remote.isRetryable: break
                default: state.open.remove(key)
                }
            }
            state.words = [:]
            (state.before, state.now) = (state.before + state.now, 0)
        }
    }
}
