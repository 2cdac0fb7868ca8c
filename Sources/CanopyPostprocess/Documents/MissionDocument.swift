internal import CanopyMatch
internal import Diagnostics
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A file that is made of a mission's manifest, when all products are published, and lies beside it: for people, or for
/// catalogs.
///
/// Documents are made in the order of ``MissionPlan/documents``, of which each sees the ones before among the outputs.
protocol MissionDocument: Sendable {
    /// Where it lies, beside `manifest.json`; `nil` where this mission can have none.
    func key(of mission: Match.Mission) -> StoreKey?
    /// What it is as an output, with the outputs that it needs on this machine as its origins; `nil` where it is not asked for.
    ///
    /// - Parameter earlier: The outputs before it.
    func output(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> PlannedOutput?
    /// Its bytes; `nil`, with a warning, where this mission gives none. Blocks.
    func contents(from source: DocumentSource, warnings: Warnings) throws -> Data?
}

/// What a document is made of.
struct DocumentSource: Sendable {
    /// The manifest as it is going to be, but for this document and those after it.
    let manifest: Manifest
    let options: Postprocess.Options
    /// What has been said of the mission; empty where that is not kept.
    let log: String
    /// The mission's folder in the output store.
    let folder: StoreKey
    /// Where an output that is an origin of the document lies on this machine; `nil` where there is none.
    let path: @Sendable (StoreKey) -> String?
}

extension MissionPlan {
    /// The documents that a mission can have, in their order.
    static let documents: [any MissionDocument] = [ReportDocument(), ItemDocument(), LogDocument()]

    /// Where documents of a mission may lie from earlier runs.
    static func documentKeys(of mission: Match.Mission) -> [StoreKey] {
        documents.compactMap { $0.key(of: mission) }
    }
}
