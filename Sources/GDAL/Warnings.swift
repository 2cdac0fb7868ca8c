internal import Synchronization

/// Where the warnings of a piece of work gather, each once and in order.
public final class Warnings: Sendable {
    private let list = Mutex<[String]>([])

    /// No warnings yet.
    public init() {}

    /// What has been warned of so far.
    public var all: [String] { list.withLock { $0 } }

    /// Adds a warning, unless it stands there already.
    public func add(_ warning: String) {
        list.withLock { warnings in
            if !warnings.contains(warning) { warnings.append(warning) }
        }
    }
}
