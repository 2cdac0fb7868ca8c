internal import Synchronization

/// How far a piece of work has come, told to whoever watches, and whether it is to stop.
///
/// Work reports a share between 0 and 1; parts of larger work report through ``part(_:)``.
public struct Progress: Sendable {
    private let report: @Sendable (Double) -> Void
    private let activity: @Sendable (Activity) -> Void
    private let claim, release: @Sendable () -> Void
    /// The flag that stops the work.
    public let cancellation: Cancellation

    /// Progress that calls `report` with shares between 0 and 1, from any thread.
    /// Work that has several things to do at once tells `activity` of them. It calls `claim`, which may block, before it takes
    /// the whole machine, and `release` where what is left of it takes one core and next to no memory.
    public init(
        cancellation: Cancellation = Cancellation(), report: @escaping @Sendable (Double) -> Void = { _ in },
        activity: @escaping @Sendable (Activity) -> Void = { _ in }, claim: @escaping @Sendable () -> Void = {},
        release: @escaping @Sendable () -> Void = {}
    ) {
        self.cancellation = cancellation
        self.activity = activity
        self.claim = claim
        self.release = release
        self.report = report
    }

    /// Tells that `share` (0 to 1) of the work is done.
    public func callAsFunction(_ share: Double) { report(min(max(share, 0), 1)) }

    /// Tells what goes on now.
    public func tell(_ now: Activity) { activity(now) }

    /// Waits until the work may take all cores and the memory that it was granted. What was done before is little.
    public func claimMachine() { claim() }

    /// Tells that what is left of the work takes one core and next to no memory: others may begin.
    public func releaseMachine() { release() }

    /// The same, which calls `release` then.
    public func releasing(_ release: @escaping @Sendable () -> Void) -> Progress {
        Progress(cancellation: cancellation, report: report, activity: activity, claim: claim, release: release)
    }

    /// The same, which calls `claim` before.
    public func claiming(_ claim: @escaping @Sendable () -> Void) -> Progress {
        Progress(cancellation: cancellation, report: report, activity: activity, claim: claim, release: release)
    }

    /// Whether the work is to stop.
    public var isCancelled: Bool { cancellation.isCancelled }

    /// Progress of a part that makes up the given range of the whole.
    public func part(_ range: ClosedRange<Double>) -> Progress {
        Progress(
            cancellation: cancellation,
            report: { report(range.lowerBound + $0 * (range.upperBound - range.lowerBound)) }, activity: activity)
    }
}

/// A flag that tells running work to stop at its next step. A signal handler's task sets it; loops and GDAL's progress
/// callbacks look at it.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let whole: Cancellation?

    /// A flag that is not set, for work that is a part of a whole: it is to stop where the whole is.
    public init(partOf whole: Cancellation? = nil) { self.whole = whole }

    /// Whether the work is to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) || whole?.isCancelled == true }

    /// Tells the work to stop.
    public func cancel() { flag.store(true, ordering: .relaxed) }
}
