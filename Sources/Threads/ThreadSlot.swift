internal import Glibc

/// A place that every thread has for itself, for callbacks of C libraries that are told nothing of whom they ask.
public struct ThreadSlot<Value: AnyObject>: Sendable {
    private let key: pthread_key_t

    /// An empty place. It lasts as long as the process.
    public init() {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        self.key = key
    }

    /// What this thread has there now.
    public var value: Value? {
        pthread_getspecific(key).map { Unmanaged<Value>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Has `value` there while `body` runs.
    public func hold<Result: ~Copyable, Failure: Error>(
        _ value: Value, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let outer = pthread_getspecific(key)
        pthread_setspecific(key, Unmanaged.passUnretained(value).toOpaque())
        defer {
            pthread_setspecific(key, outer)
            withExtendedLifetime(value) {}
        }
        return try body()
    }
}
