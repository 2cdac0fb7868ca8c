internal import Synchronization

/// Why rclone cannot be used on this machine.
public enum RcloneProblem: Error, Hashable, Sendable {
    /// It is not installed.
    case missing
    /// It is older than what canopy knows how to call.
    case old(String)
    /// It is there and does not work; the system's words.
    case unusable(String)
}

extension RcloneProblem: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .missing:
            "remote stores need rclone, and no folder of PATH has it; install it (https://rclone.org/install)"
        case .old(let version):
            "remote stores need rclone \(Rclone.oldest.major).\(Rclone.oldest.minor) or newer, and this is \(version); "
                + "install a newer one (https://rclone.org/install)"
        case .unusable(let words):
            "remote stores need rclone, and it does not work (\(words)); try 'rclone version'"
        }
    }
}

extension Rclone {
    /// Debian 12's, from which on the log and the options are as canopy reads and gives them.
    static let oldest = (major: 1, minor: 60)

    /// The version, once it is known to do.
    func version() async throws(StoreError) -> String {
        if let version = known.withLock({ $0.version }) { return version }
        let call = Call(arguments: ["version"], places: [], patience: .seconds(45))
        let outcome = try await run(call, isCancelled: { Task.isCancelled })
        let text = String(decoding: outcome.output, as: UTF8.self)
        guard outcome.isSuccess, let match = text.firstMatch(of: #/rclone v(([0-9]+)\.([0-9]+)\S*)/#),
            let major = Int(match.2), let minor = Int(match.3)
        else { throw .rclone(.unusable(outcome.words.last ?? "it does not say its version")) }
        let version = String(match.1)
        if (major, minor) < Self.oldest { throw .rclone(.old(version)) }
        known.withLock { $0.version = version }
        return version
    }
}
