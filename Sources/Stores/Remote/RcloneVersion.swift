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

    /// From then on rclone itself gives files of a disk or a server their names when they are whole.
    private static let partialNames = (major: 1, minor: 63)

    /// The version, once it is known to do.
    func version() async throws(StoreError) -> String { try await checkedVersion().text }

    /// Whether this rclone writes files under other names until they are whole.
    func usesPartialNames() async throws(StoreError) -> Bool {
        let version = try await checkedVersion()
        return (version.major, version.minor) >= Self.partialNames
    }

    private func checkedVersion() async throws(StoreError) -> RcloneVersion { try await beginCheck().value.get() }

    /// Has the version found out, if it has not been.
    @discardableResult
    func beginCheck() -> Task<Result<RcloneVersion, StoreError>, Never> {
        known.withLock { known in
            if let version = known.version { return version }
            let version = Task { () async -> Result<RcloneVersion, StoreError> in
                do throws(StoreError) { return .success(try await askVersion()) } catch { return .failure(error) }
            }
            known.version = version
            return version
        }
    }

    private func askVersion() async throws(StoreError) -> RcloneVersion {
        let call = Call(arguments: ["version"], places: [], idleTimeout: IdleTimeout(.seconds(45)))
        let outcome = try await run(call, isCancelled: .task)
        guard outcome.isSuccess, let version = RcloneVersion(in: String(decoding: outcome.output, as: UTF8.self)) else {
            throw .rclone(.unusable(outcome.words.first ?? "it does not say its version"))
        }
        if (version.major, version.minor) < Self.oldest { throw .rclone(.old(version.text)) }
        return version
    }
}

/// A version of rclone.
struct RcloneVersion: Sendable {
    let text: String
    let major: Int
    let minor: Int

    /// The one in what `rclone version` writes.
    init?(in output: String) {
        guard let match = output.firstMatch(of: #/rclone v(([0-9]+)\.([0-9]+)\S*)/#), let major = Int(match.2),
            let minor = Int(match.3)
        else { return nil }
        text = String(match.1)
        self.major = major
        self.minor = minor
    }
}
