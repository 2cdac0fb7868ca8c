internal import COGEncoding
internal import CanopyMatch
internal import Foundation
internal import Raster
internal import Stores

/// One mission on its way through the stages: where its files lie on this machine, and what has become of them so far.
struct MissionWork: Sendable {
    /// A file for the output folder, ready on this machine.
    struct Made: Sendable {
        /// Where it goes below the mission's output folder.
        var key: StoreKey
        /// Where it lies now.
        var path: String
        var role = Manifest.Role.data
        var type: String
        var raster: RasterReport?
    }

    let mission: Match.Mission
    let plan: MissionPlan
    let destination: Destination
    private let workspace: Workspace
    /// Where the products and their sidecars lie on this machine, by their keys in the input.
    var inputs: [StoreKey: String] = [:]
    /// Where the boundary lies on this machine.
    var boundary: String?
    /// The files that this run has put into the working directory.
    private var scratch: Set<String> = []
    /// What may lie in the output folder because of this run.
    private let targets: Set<StoreKey>
    let started = Date()
    var made: [Made] = []
    /// Bytes published.
    var bytes = 0
    private(set) var pairs: [Manifest.Pair] = []
    private(set) var failures: [Manifest.Failure] = []
    private(set) var warnings: [String]
    /// Why the mission as a whole failed; nothing more is done for it then.
    private(set) var failure: String?

    init(_ mission: Match.Mission, _ plan: MissionPlan, in workspace: Workspace, _ destination: Destination) {
        self.mission = mission
        self.plan = plan
        self.workspace = workspace
        self.destination = destination
        targets = Set(plan.outputs.map(\.key))
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

    /// Where a file that is downloaded goes; it goes with the run. `part` keeps boundaries and products of one name apart.
    mutating func download(_ key: StoreKey, _ part: String) -> String {
        let path = workspace.download(key, part)
        scratch.insert(path)
        return path
    }

    /// Expects a job to make files: however that ends, none of them outlives the run.
    mutating func expect(_ job: ProcessingJob, isRemote: Bool) {
        if isRemote { scratch.formUnion(job.targets.map(job.path)) }
    }

    /// Takes over what came of a job. A key that was not expected is nobody's product.
    mutating func take(_ outcome: ProcessingOutcome, of job: ProcessingJob) {
        let targets = job.targets
        made += outcome.made.filter { targets.contains($0.key) }.map {
            Made(key: $0.key, path: job.path(of: $0.key), role: $0.role, type: $0.type, raster: $0.raster)
        }
        pairs += outcome.pairs
        failures += outcome.failures
        warn(outcome.warnings)
        if let failure = outcome.failure { fail(failure) }
        dropRasterInputs()
    }

    /// Removes the downloads that only making rasters needed, so that uploads of this mission leave room for the next.
    private mutating func dropRasterInputs() {
        let rasters = mission.products.filter(\.isRaster).flatMap { [$0.entry] + $0.sidecars }
        let done = scratch.intersection(rasters.compactMap { inputs[$0.key] })
        workspace.remove(done)
        scratch.subtract(done)
    }

    /// Removes everything that this run has put into the working directory, and what a mission that failed has made where it
    /// was never published, and leaves the mission to others.
    func close() {
        workspace.remove(scratch)
        if failure != nil { destination.revoke(targets) }
        destination.close()
        workspace.close()
    }

    /// What is told of the mission once it has passed all stages.
    func report(in output: StoreLocation) -> Postprocess.MissionReport {
        var report = Postprocess.MissionReport(mission.name, status, reasons: reasons)
        report.output = output.appending(mission.output)
        report.warnings = warnings
        report.seconds = Date().timeIntervalSince(started)
        guard failure == nil else { return report }
        report.products = made.count { $0.role == .data }
        report.thumbnails = made.count { $0.role == .thumbnail }
        report.bytes = bytes
        return report
    }
}
