internal import Dispatch

/// Runs work that waits for a disk on a thread that may wait: Swift's own are as few as the cores, and one that waits
/// holds up everything else.
func blocking<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(returning: Result(catching: work))
        }
    }
    return try result.get()
}
