internal import Glibc

/// State that threads share, one of them at a time, and wait for changes of.
public final class Monitor<State>: @unchecked Sendable {
    // @unchecked: the state is touched under the mutex only.

    private var state: State
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    /// A monitor of this state, which nobody else has.
    public init(_ state: sending State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Looks at the state or changes it; whoever waits looks again.
    public func update<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Waits until `body`, which looks at the state or changes it, gives something.
    public func wait<Result>(for body: (inout State) -> Result?) -> Result {
        while true {
            if let result = wait(milliseconds: 60_000, for: body) { return result }
        }
    }

    /// The same, but no longer than for so many milliseconds; `nil` where that is over.
    public func wait<Result>(milliseconds: Int, for body: (inout State) -> Result?) -> Result? {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let nanoseconds = end.tv_nsec + milliseconds * 1_000_000
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        while true {
            if let result = body(&state) { return result }
            guard pthread_cond_timedwait(changed, mutex, &end) == 0 else { return nil }
        }
    }
}
