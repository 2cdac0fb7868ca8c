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
    ///
    /// - Parameter files: Makes what the operation takes of what it is to work on.
    func run<Work: RasterOperation>(
        _ verb: String, _ operation: Work, on names: FileNames, overwrite: Bool = false,
        within memory: MemoryBudget = MemoryBudget(), files: @escaping @Sendable (RunFiles) -> Work.Files
    ) async throws where Work.Report: Renderable {
        let survey = try await FileSurvey([names], overwrite: overwrite)
        let places = WorkFiles(survey, overwrite: overwrite, log: log)
        defer { places.close() }
        memory.limitLibraries()
        let report = try await withProgress(verb, shown: places.shown) { progress in
            let warnings = Warnings(phrasing: .options)
            defer { if !progress.isCancelled { log.warn(warnings.all.map(places.shown)) } }
            do {
                return try await places.run(operation, on: names, progress, warnings, files)
            } catch  where places.isRemote {
                throw Mistakes(problems: [places.sentence(of: error)])
            }
        }
        try write(report, places)
    }

    /// Runs an operation on one input after the other. One that fails costs itself; each is told of as it ends, as JSON all
    /// together at the end.
    ///
    /// - Parameters:
    ///   - mistakes: What has been found already.
    ///   - passes: Whether a check that was made says yes.
    ///   - files: Makes what the operation takes of what it is to work on.
    func runEach<Work: RasterOperation>(
        _ verb: String, _ operation: Work, on jobs: [FileNames], overwrite: Bool = false,
        within memory: MemoryBudget = MemoryBudget(), besides mistakes: [String] = [],
        passes: (Work.Report) -> Bool = { _ in true }, files: @escaping @Sendable (RunFiles) -> Work.Files
    ) async throws where Work.Report: Renderable {
        let survey = try await FileSurvey(jobs, overwrite: overwrite, besides: mistakes)
        let places = WorkFiles(survey, overwrite: overwrite, log: log)
        defer { places.close() }
        memory.limitLibraries()
        let invocation = CommandContext.current
        let outcomes = try await withProgress(verb, shown: places.shown) { progress in
            let share = 1 / Double(max(jobs.count, 1))
            var outcomes: [Outcome<Work.Report>] = []
            for (number, names) in jobs.enumerated() {
                let part = progress.part(Double(number) * share...Double(number + 1) * share)
                let warnings = Warnings(phrasing: .options)
                let outcome = await Outcome(of: names.inputs.first ?? "", warnings, places) {
                    try await places.run(operation, on: names, part, warnings, files)
                }
                if progress.isCancelled { throw CancellationError() }
                log.warn(warnings.all.map(places.shown))
                switch outcome {
                case .done(let report) where !json:
                    invocation.screen.show(nil)
                    try write(report, places)
                case .done: break
                case .failed(let failure):
                    invocation.screen.print("canopy \(verb): \(failure.error.printable)")
                }
                outcomes.append(outcome)
            }
            return outcomes
        }
        if json { try write(outcomes, places) }
        if outcomes.contains(where: { $0.report.map(passes) == false }) { throw ExitCode.checkSaysNo }
        if outcomes.contains(where: { $0.report == nil }) { throw ExitCode.failure }
    }

    private func write(_ result: some Renderable, _ places: WorkFiles) throws {
        try CommandContext.current.output.write(result, as: form) { text in
            json ? places.shownInJSON(text) : places.shown(text)
        }
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

extension WorkFiles {
    /// Runs an operation on files that are brought here first, and puts what it makes where it belongs.
    func run<Work: RasterOperation>(
        _ operation: Work, on names: FileNames, _ progress: Progress, _ warnings: Warnings,
        _ files: @escaping @Sendable (RunFiles) -> Work.Files
    ) async throws -> Work.Report {
        let shares = shares(of: names)
        let run = try await open(names, progress.part(0...shares.work.lowerBound))
        defer { drop(run, names) }
        let report = try await runBlocking {
            try operation.run(files(run), progress: progress.part(shares.work), warnings: warnings)
        }
        try await deliver(run, names, progress.part(shares.upload))
        return report
    }
}
