import Synchronization
import Terminal

/// A stream that keeps what is written to it.
final class Recorder: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    func stream(columns: Int? = nil, hasColor: Bool = false) -> TextStream {
        TextStream(columns: columns, hasColor: hasColor) { (text) throws(OutputError) in
            self.written.withLock { $0 += text }
        }
    }
}

/// A clock that goes only when it is told to.
final class HandClock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
