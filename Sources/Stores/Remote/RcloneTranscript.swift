internal import Subprocess
internal import Synchronization

/// What one call of rclone has written so far, and when.
final class Transcript: Sendable {
    private struct State {
        var output: [UInt8] = []
        var words: [String] = []
        var failures: [String: String] = [:]
        var bytes = 0
        /// How long nothing was heard, as far as somebody was there to hear: a machine that sleeps, or is busy with other
        /// things, is no reason to give a service up.
        var silence = Duration.zero
        var lastLook = ContinuousClock.now
        var hasTimedOut = false
    }

    private let state = Mutex(State())
    /// More would only repeat what is known by then.
    private static let mostWords = 100

    /// Takes all of standard output.
    func add(contentsOf output: SubprocessOutputSequence) async throws {
        for try await buffer in output {
            state.withLock { state in
                buffer.withUnsafeBytes { state.output.append(contentsOf: $0) }
                state.silence = .zero
            }
        }
    }

    /// Takes a line of the log. The statistics that rclone writes all the time are a sign of life when they change.
    func add(_ event: RcloneEvent) {
        state.withLock { state in
            switch event {
            case .moved(let bytes) where bytes == state.bytes: return
            case .moved(let bytes): state.bytes = bytes
            case .failed(let name, let words):
                state.failures[name] = words
                if state.words.count < Self.mostWords { state.words.append(words) }
            case .said(let words):
                if state.words.count < Self.mostWords { state.words.append(words) }
            case .copied, .deleted: break
            }
            state.silence = .zero
        }
    }

    /// Whether nothing was heard for so long; `nil` is for ever.
    func isSilent(for idleTimeout: Rclone.IdleTimeout?) -> Bool {
        guard let idleTimeout else { return false }
        return state.withLock { state in
            let now = ContinuousClock.now
            state.silence += min(state.lastLook.duration(to: now), .seconds(1))
            state.lastLook = now
            state.hasTimedOut = state.hasTimedOut || state.silence > idleTimeout.limit(after: state.bytes)
            return state.hasTimedOut
        }
    }

    func outcome(_ status: TerminationStatus) -> Rclone.Outcome {
        state.withLock { state in
            Rclone.Outcome(
                isSuccess: status.isSuccess, isAbsent: [.exited(3), .exited(4)].contains(status),
                output: state.output, words: state.words, failures: state.failures,
                hasTimedOut: state.hasTimedOut)
        }
    }
}
