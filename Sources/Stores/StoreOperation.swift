public import Diagnostics

/// An operation over stores, which keeps no thread busy while it waits for them.
public protocol StoreOperation<Locations>: Operation {
    /// Where one run finds what it works on and, if it makes something, where that goes.
    associatedtype Locations: Sendable
    // Declared again so that it is inferred from `run`.
    associatedtype Failure

    /// Does the work.
    ///
    /// - Parameters:
    ///   - stores: What opens the locations.
    ///   - progress: What is told how far the work has come, and says whether it is to stop.
    ///   - warnings: Where warnings gather, which count also where there is no report.
    func run(
        _ locations: Locations, with stores: Stores, progress: Progress, warnings: Warnings
    ) async throws(Failure) -> Report
}
