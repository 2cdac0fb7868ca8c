internal import CanopyCOG
internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Foundation

/// One mission on its way through the stages: where its files lie on this machine, and what has become of them so far.
struct MissionWork: Sendable {
    /// A file for the output folder, ready on this machine.
    struct Made: Sendable {
        /// Where it goes below the mission's output folder.
        var key: StoreKey
        /// Where it lies now.
        var path: String
        var role: Manifest.Role
        var type: String
        var raster: RasterReport?
        /// Whether it lies at its destination already.
        var isPublished: Bool
    }

    let mission: Match.Mission
    let workspace: Workspace
    /// Where the products and their sidecars lie on this machine, by their keys in the input.
    var inputs: [StoreKey: String] = [:]
    /// Where the boundary lies on this machine.
    var boundary: String?
    let started = Date()
    var made: [Made] = []
    var pairs: [Manifest.Pair] = []
    var failures: [Manifest.Failure] = []
    var warnings: [String]
    /// Why the mission as a whole failed; nothing more is done for it then.
    var failure: String?

    init(_ mission: Match.Mission, in workspace: Workspace) {
        self.mission = mission
        self.workspace = workspace
        warnings = mission.warnings
        failures = mission.refused.map { Manifest.Failure(product: $0.key.text, reason: $0.reason) }
    }

    /// How the mission ends, as far as it has come.
    var status: Postprocess.Status {
        if failure != nil { return .failed }
        return failures.isEmpty ? .succeeded : .partial
    }

    /// Every sentence that tells what went wrong.
    var reasons: [String] { (failure.map { [$0] } ?? []) + failures.map(\.reason) }

    mutating func warn(_ new: [String]) {
        for warning in new where !warnings.contains(warning) { warnings.append(warning) }
    }

    /// What is told of the mission once it has passed all stages.
    func report(_ options: Postprocess.Options) -> Postprocess.MissionReport {
        var report = Postprocess.MissionReport(mission.name, status, reasons: reasons)
        report.output = options.output.appending(mission.output)
        report.warnings = warnings
        report.seconds = Date().timeIntervalSince(started)
        guard failure == nil else { return report }
        report.products = made.count { $0.role == .data }
        report.thumbnails = made.count { $0.role == .thumbnail }
        report.bytes = made.reduce(0) { $0 + (Path.size(of: $1.path) ?? 0) }
        return report
    }
}
