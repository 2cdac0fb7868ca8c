internal import CanopyMatch
internal import CanopyReport
internal import Diagnostics
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The page to look at.
struct ReportDocument: MissionDocument {
    func key(of mission: Match.Mission) -> StoreKey? { try? StoreKey(MissionPage.name) }

    func output(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> PlannedOutput?
    {
        guard options.report, let key = key(of: mission) else { return nil }
        return PlannedOutput(key: key, role: .metadata, type: "page")
    }

    func contents(from source: DocumentSource, warnings: Warnings) throws -> Data? {
        guard let facts = MissionFacts(json: Array(try source.manifest.json())) else {
            warnings.add("there is no page: the manifest has more in it than a page can show")
            return nil
        }
        return Data(MissionPage(facts).html.utf8)
    }
}
