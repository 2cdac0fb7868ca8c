internal import CanopyMatch
internal import Diagnostics
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The log of the mission, up to when it is published.
struct LogDocument: MissionDocument {
    /// The name of the file.
    static let name = "log.jsonl"

    func key(of mission: Match.Mission) -> StoreKey? { try? StoreKey(Self.name) }

    func output(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> PlannedOutput?
    {
        guard options.logFile, let key = key(of: mission) else { return nil }
        return PlannedOutput(key: key, role: .metadata, type: "log")
    }

    func contents(from source: DocumentSource, warnings: Warnings) throws -> Data? { Data(source.log.utf8) }
}
