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
    /// The files that this run has put into the working directory.
    var scratch: Set<String> = []
    let started = Date()
    var made: [Made] = []
    /// Bytes published.
    var bytes = 0
    var pairs: [Manifest.Pair] = []
    var failures: [Manifest.Failure] = []
    var warnings: [String]
    /// Why the mission as a whole failed; nothing more is done for it then.
    private(set) var failure: String?

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

    /// Every sentence that tells what went wrong, once: a bad boundary fails each raster for the same reason.
    var reasons: [String] {
        ((failure.map { [$0] } ?? []) + failures.map(\.reason)).reduce(into: []) { reasons, reason in
            if !reasons.contains(reason) { reasons.append(reason) }
        }
    }

    mutating func warn(_ new: [String]) {
        for warning in new where !warnings.contains(warning) { warnings.append(warning) }
    }

    /// Fails the mission as a whole.
    mutating func fail(_ reason: String) { failure = reason }

    /// Fails the mission because somebody stopped the work.
    mutating func interrupt() { fail("interrupted") }

    /// Removes the downloads that only making rasters needed, so that uploads of this mission leave room for the next.
    mutating func dropRasterInputs() {
        let rasters = mission.products.filter(\.isRaster).flatMap { [$0.entry] + $0.sidecars }
        let done = scratch.intersection(rasters.compactMap { inputs[$0.key] })
        workspace.remove(done)
        scratch.subtract(done)
    }

    /// Removes everything that this run has put into the working directory and leaves the mission to others.
    func close() {
        workspace.remove(scratch)
        workspace.close()
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
        report.bytes = bytes
        return report
    }
}
