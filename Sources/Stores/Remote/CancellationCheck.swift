internal import Diagnostics

/// Whether what rclone does is to stop.
///
/// A value and no closure: of a function that takes a closure the compiler makes one for each closure that there is, and of
/// all that it calls.
enum CancellationCheck: Sendable {
    /// Where the flag is set.
    case flag(Cancellation)
    /// Where the task is cancelled that asks.
    case task
    /// Where either is.
    case either(Cancellation)

    func callAsFunction() -> Bool {
        switch self {
        case .flag(let flag): flag.isCancelled
        case .task: Task.isCancelled
        case .either(let flag): flag.isCancelled || Task.isCancelled
        }
    }
}
