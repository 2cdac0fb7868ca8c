internal import COGEncoding
internal import CanopyMatch
internal import CanopySTAC
internal import Diagnostics
internal import Files
internal import Foundation
internal import Logging
internal import Raster
internal import Stores
internal import Synchronization
internal import Threads

/// One mission on its way: where its files lie on this machine, and what has become of them so far. Downloads, processing
/// and uploads go on at the same time, and tell each other here.
final class MissionWork: Sendable {
    let mission: Match.Mission
    let plan: MissionPlan
    let destination: Destination
    private let workspace: Workspace
    /// Where the products lie on this machine, or will, by their keys in the input.
    let inputs: [StoreKey: String]
    /// Where the boundary lies on this machine, or will.
    let boundary: String
    /// Stops all work on the mission.
    let cancellation: Cancellation
    /// What is said of the mission goes here.
    let logger: Logger
    /// What has been said of it, where that is kept.
    let log: MissionLog?
    /// Its place among the missions whose outputs are on the disk, for as long as some are.
    let outputs: BudgetShare
    let started = Date()
    /// The time in which files are on their way here, and to the output.
    let downloading = Stopwatch()
    let publishing = Stopwatch()
    private let state: Mutex<State>

    private struct State: Sendable {
        /// The files that this run has put into the working directory.
        var scratch: Set<String> = []
        /// Outputs of which nothing more is to be expected.
        var settled: Set<StoreKey> = []
        /// What may lie in a remote output store because of this run.
        var sent: Set<StoreKey> = []
        /// Outputs that lie in the output store.
        var published: [StoreKey: Manifest.Output] = [:]
        /// What plugins have added.
        var added: [PlannedOutput] = []
        var pairs: [Manifest.Pair] = []
        var footprint: GeoJSONPolygons?
        var survey: Survey?
        var failures: [Manifest.Failure]
        var warnings: [String]
        var failure: String?
        /// How what came here was verified, by where it lies here, or would.
        var verified: [String: Manifest.InputVerification] = [:]
        var transferred = Postprocess.Transferred()
        /// Seconds in which outputs were made.
        var processing = 0.0
    }

    init(
        _ mission: Match.Mission, _ plan: MissionPlan, in workspace: Workspace, _ destination: Destination,
        input: any Store, boundaries: any Store, outputs: BudgetShare, cancellation: Cancellation, logger: Logger,
        log: MissionLog?
    ) {
        self.mission = mission
        self.log = log
        self.outputs = outputs
        var logger = log?.logger(besides: logger) ?? logger
        logger[metadataKey: "mission"] = "\(mission.name)"
        self.logger = logger
        self.plan = plan
        self.workspace = workspace
        self.destination = destination
        self.cancellation = Cancellation(partOf: cancellation)
        let files = mission.products.flatMap { [$0.entry] + $0.sidecars }
        inputs = Dictionary(
            files.map { ($0.key, input.localPath(of: $0.key) ?? workspace.download($0.key, "input")) },
            uniquingKeysWith: { first, _ in first })
        boundary =
            boundaries.localPath(of: mission.boundary.key) ?? workspace.download(mission.boundary.key, "boundary")
        state = Mutex(
            State(
                failures: mission.refused.map { Manifest.Failure(product: $0.key.text, reason: $0.reason) },
                warnings: mission.warnings))
    }

    // MARK: What becomes of it

    /// Why the mission as a whole failed; nothing more is done for it then.
    var failure: String? { state.withLock { $0.failure } }
    var failures: [Manifest.Failure] { state.withLock { $0.failures } }
    var warnings: [String] { state.withLock { $0.warnings } }
    var pairs: [Manifest.Pair] { state.withLock { $0.pairs } }
    var footprint: GeoJSONPolygons? { state.withLock { $0.footprint } }
    var survey: Survey? { state.withLock { $0.survey } }

    var transferred: Postprocess.Transferred { state.withLock { $0.transferred } }

    var stages: Postprocess.Stages {
        Postprocess.Stages(
            downloading: downloading.seconds, processing: state.withLock { $0.processing },
            publishing: publishing.seconds)
    }

    /// Takes down how a file that came here, or would have come to `path`, was verified.
    func verified(_ path: String, by verification: Manifest.InputVerification) {
        state.withLock { $0.verified[path] = verification }
    }

    /// What went in, and how that was verified.
    var inputsAsRead: [Manifest.Input] {
        let verified = state.withLock { $0.verified }
        return Manifest.inputs(of: mission).map { input in
            var input = input
            let path = input.role == "boundary" ? boundary : inputs[input.key]
            input.verifiedBy = path.flatMap { verified[$0] }
            return input
        }
    }

    /// Counts bytes that were moved.
    func count(_ add: (inout Postprocess.Transferred) -> Void) { state.withLock { add(&$0.transferred) } }

    /// Whether nothing more is to be done.
    var isOver: Bool { failure != nil || cancellation.isCancelled }

    /// How the mission ends, as far as it has come.
    var status: Postprocess.Status {
        if failure != nil { return .failed }
        return failures.isEmpty ? .succeeded : .partial
    }

    /// Fails the mission as a whole: for the reason that comes first, since what is stopped then fails, too.
    func fail(_ reason: String) {
        state.withLock { $0.failure = $0.failure ?? reason }
        cancellation.cancel()
    }

    func warn(_ new: [String]) {
        state.withLock { state in
            for warning in new where !state.warnings.contains(warning) { state.warnings.append(warning) }
        }
    }

    /// Takes over what is told of a job at its end.
    func take(_ outcome: ProcessingOutcome) {
        state.withLock { state in
            state.pairs += outcome.pairs
            state.footprint = outcome.footprint
            state.survey = outcome.survey
            state.processing += outcome.seconds
            state.failures += outcome.failures
        }
        warn(outcome.warnings)
        if let failure = outcome.failure { fail(failure) }
    }

    // MARK: Files

    /// Says that a file is going to be put into the working directory: however that ends, it does not outlive the run.
    func expect(scratch path: String) { state.withLock { _ = $0.scratch.insert(path) } }

    /// Takes down that nothing more is to be expected of an output.
    func settle(_ key: StoreKey) {
        state.withLock { _ = $0.settled.insert(key) }
        dropUnneeded()
    }

    /// Says that an output is on its way to a remote store: whether it has arrived may never be known.
    func send(_ key: StoreKey) { state.withLock { _ = $0.sent.insert(key) } }

    /// What may lie in a remote output store because of this run.
    var sent: [StoreKey] { state.withLock { $0.sent.inOrder(of: \.self) } }

    /// Takes down that an output lies where it belongs.
    func publish(_ output: Manifest.Output) {
        state.withLock { state in
            state.published[output.path] = output
            state.settled.insert(output.path)
        }
        dropUnneeded()
    }

    /// What lies in the output store, in the order of the plan, and then what plugins have added.
    var published: [Manifest.Output] {
        let (published, added) = state.withLock { ($0.published, $0.added) }
        return (plan.outputs + added).compactMap { published[$0.key] }
    }

    /// Takes down what a plugin has added.
    func add(_ outputs: [PlannedOutput]) {
        state.withLock { state in
            state.added += outputs
            state.scratch.formUnion(outputs.map { destination.folder + "/" + $0.key.text })
        }
    }

    /// Removes what was put into the working directory and nobody needs any more.
    private func dropUnneeded() {
        let (settled, published, scratch) = state.withLock { ($0.settled, $0.published, $0.scratch) }
        let open = plan.outputs.filter { !settled.contains($0.key) }
        let needed = Set(open.flatMap { $0.inputs + ($0.isCopy ? [$0.source].compactMap { $0 } : []) })
        let origins = Set(open.flatMap { $0.origins.joined() })
        var done = mission.products.filter { !needed.contains($0.entry.key) }
            .flatMap { [$0.entry] + $0.sidecars }.compactMap { inputs[$0.key] }
        done += published.keys.filter { !origins.contains($0) }.map { destination.folder + "/" + $0.text }
        let unneeded = scratch.intersection(done)
        workspace.remove(unneeded)
        state.withLock { $0.scratch.subtract(unneeded) }
        let rest = scratch.subtracting(unneeded)
        let isHeld = plan.parts.joined().contains { output in
            !output.isCopy
                && (!settled.contains(output.key) || rest.contains(destination.folder + "/" + output.key.text))
        }
        if !isHeld { outputs.give() }
    }

    /// Removes everything that this run has put into the working directory, and what a mission that failed has made where it
    /// was never published, and leaves the mission to others.
    func close() {
        workspace.remove(state.withLock { $0.scratch })
        if failure != nil { destination.revoke((plan.outputs + state.withLock { $0.added }).map(\.key)) }
        destination.close()
        workspace.close()
        outputs.give()
    }

    /// What is told of the mission at its end.
    func report(in output: StoreLocation) -> Postprocess.MissionReport {
        let reasons = ((failure.map { [$0] } ?? []) + failures.map(\.reason))
        // A bad boundary fails each raster for the same reason.
        var report = Postprocess.MissionReport(mission.name, status, reasons: reasons.withoutRepetitions)
        report.output = output.appending(mission.output)
        report.warnings = warnings
        report.seconds = Date().timeIntervalSince(started)
        report.stages = stages
        report.transferred = transferred
        guard failure == nil else { return report }
        let published = published
        report.products = published.count { $0.role == .data }
        report.thumbnails = published.count { $0.role == .thumbnail }
        report.bytes = published.map(\.size).total
        return report
    }
}

extension [String] {
    fileprivate var withoutRepetitions: [String] {
        reduce(into: []) { all, text in if !all.contains(text) { all.append(text) } }
    }
}
