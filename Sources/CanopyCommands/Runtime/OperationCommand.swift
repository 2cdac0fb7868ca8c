internal import ArgumentParser
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores
internal import Terminal
internal import Threads

// The commands of operations: files are looked at before anything is made, GDAL is held to its share, work that blocks is
// done on a thread of its own, and warnings are told however it ends.
extension GlobalOptions {
    /// Runs an operation on one input and prints its report.
    func run<Work: RasterOperation>(
        _ verb: String, _ operation: Work, on files: Work.Files, overwrite: Bool = false,
        within memory: MemoryBudget = MemoryBudget()
    ) async throws where Work.Report: Renderable {
        try Mistakes.check([files], overwrite: overwrite)
        memory.limitLibraries()
        let report = try await withProgress(verb) { progress in
            try await runBlocking { [log] in
                let warnings = Warnings(phrasing: .options)
                defer { if !progress.isCancelled { log.warn(warnings.all) } }
                return try operation.run(files, progress: progress, warnings: warnings)
            }
        }
        try CommandContext.current.output.write(report, as: form)
    }

    /// Runs an operation on one input after the other. One that fails costs itself; each is told of as it ends, as JSON all
    /// together at the end.
    ///
    /// - Parameters:
    ///   - mistakes: What has been found already.
    ///   - passes: Whether a check that was made says yes.
    func runEach<Work: RasterOperation>(
        _ verb: String, _ operation: Work, on files: [Work.Files], overwrite: Bool = false,
        within memory: MemoryBudget = MemoryBudget(), besides mistakes: [String] = [],
        passes: (Work.Report) -> Bool = { _ in true }
    ) async throws where Work.Report: Renderable {
        try Mistakes.check(files, overwrite: overwrite, besides: mistakes)
        memory.limitLibraries()
        let invocation = CommandContext.current
        let outcomes = try await withProgress(verb) { progress in
            try await runBlocking { [json, log] in
                let share = 1 / Double(max(files.count, 1))
                return try files.enumerated().map { number, files in
                    let part = progress.part(Double(number) * share...Double(number + 1) * share)
                    let warnings = Warnings(phrasing: .options)
                    let outcome = Outcome(of: files.rasters.first?.name ?? "", warnings) {
                        try operation.run(files, progress: part, warnings: warnings)
                    }
                    if progress.isCancelled { throw CancellationError() }
                    log.warn(warnings.all)
                    switch outcome {
                    case .done(let report) where !json:
                        invocation.screen.show(nil)
                        try invocation.output.write(report, as: .text)
                    case .done: break
                    case .failed(let failure):
                        invocation.screen.print("canopy \(verb): \(failure.error.printable)")
                    }
                    return outcome
                }
            }
        }
        if json { try invocation.output.write(outcomes, as: .json) }
        if outcomes.contains(where: { $0.report.map(passes) == false }) { throw ExitCode.checkSaysNo }
        if outcomes.contains(where: { $0.report == nil }) { throw ExitCode.failure }
    }

    /// Runs an operation over stores and prints its report.
    ///
    /// - Parameter shown: Makes of the report what is printed, and tells the log what is not.
    func run<Work: StoreOperation, Shown: Renderable>(
        _ verb: String, _ operation: Work, on locations: Work.Locations, with stores: Stores,
        within memory: MemoryBudget = MemoryBudget(), shown: (Work.Report, Logger) -> Shown
    ) async throws -> Work.Report {
        memory.limitLibraries()
        let report = try await withProgress(verb) { progress in
            let warnings = Warnings(phrasing: .options)
            do {
                return try await operation.run(locations, with: stores, progress: progress, warnings: warnings)
            } catch {
                if !progress.isCancelled { log.warn(warnings.all) }
                throw error
            }
        }
        try CommandContext.current.output.write(shown(report, log), as: form)
        return report
    }
}

extension Mistakes {
    /// Looks at the files of all runs and throws where something is wrong. Where nothing is made, nothing is lost by trying:
    /// each input has an outcome of its own then.
    fileprivate static func check<Files: OperationFiles>(
        _ files: [Files], overwrite: Bool, besides problems: [String] = []
    ) throws {
        let files = files.filter { !$0.outputs.isEmpty }
        try check(
            inputs: files.flatMap(\.rasters), reading: Array(Set(files.flatMap(\.others))),
            outputs: files.flatMap(\.outputs),
            overwrite: overwrite, besides: problems)
    }
}
