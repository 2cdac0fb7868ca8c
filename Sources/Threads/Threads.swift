internal import Glibc

/// Runs work that blocks (GDAL, GEOS, files) on a thread made for it.
///
/// Swift's own threads are as many as there are cores: blocked ones would stop everything else.
public func runBlocking<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result = await withCheckedContinuation { continuation in
        startThread { continuation.resume(returning: Result(catching: work)) }
    }
    return try result.get()
}

/// Starts a thread that runs `body` and ends. Where the system has no more threads, `body` runs here and now.
public func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The C libraries recurse; threads of some systems have far less than a process's first one.
    pthread_attr_setstacksize(&attributes, 8 << 20)

    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &thread, &attributes,
        { pointer in
            let pointer: UnsafeMutableRawPointer? = pointer
            if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, box.toOpaque())
    if code != 0 { box.takeRetainedValue().body() }
}

/// Threads of their own for work that blocks, or that is to use every core.
public enum Workers {
    /// Calls `body` on `count` threads, of which this one is the first, and returns when all calls have. Less than one
    /// thread there is not.
    public static func run(_ count: Int, _ body: @escaping @Sendable (_ worker: Int) -> Void) {
        let count = max(count, 1)
        let running = Monitor(count - 1)
        for worker in 1..<count {
            startThread {
                body(worker)
                running.update { $0 -= 1 }
            }
        }
        body(0)
        running.wait { $0 == 0 ? () : nil }
    }
}
