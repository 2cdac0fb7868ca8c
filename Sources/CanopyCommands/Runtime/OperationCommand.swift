internal import ArgumentParser
internal import Diagnostics
internal import Files
internal import Logging
internal import RasterIO
internal import Stores
internal import Terminal
internal import Threads

// The commands of operations: files are looked at before anything is made, GDAL is held to its share, work that blocks is
// done on a thread of its own, and warnings are told however it ends.
extension GlobalOptions {
    /// Does work on one input and prints its report.
    func run(
        _ verb: String, _ work: FileWork, on names: FileNames, overwrite: Bool = false,
        within memory: MemoryBudget = MemoryBudget()
    ) async throws {
        let survey = try await FileSurvey([names], overwrite: overwrite, within: memory)
        let places = WorkFiles(survey, overwrite: overwrite, log: log)
        defer { places.close() }
        memory.limitLibraries()
        let result = try await withProgress(verb, shown: places.shown) { progress in
            let warnings = Warnings(phrasing: .options)
            defer { if !progress.isCancelled { log.warn(warnings.all.map(places.shown)) } }
            do {
                return try await places.run(work, on: names, progress, warnings)
            } catch  where places.isRemote {
                throw Mistakes(problems: [places.sentence(of: error)])
            }
        }
        tellDetails(of: result, places)
        try write(result.report, places, beside: names.output)
    }

    /// Tells those who want to know it what a file became.
    private func tellDetails(of result: FileWork.Result, _ places: WorkFiles) {
        for line in (result.report as? any Detailed)?.details ?? [] { log.debug("\(places.shown(line))") }
    }

    /// Does work on one input after the other. One that fails costs itself; each is told of as it ends, as JSON all
    /// together at the end.
    ///
    /// - Parameters:
    ///   - folder: Where results go, made if it is missing once nothing is known to be wrong; where none comes, it goes again.
    ///   - mistakes: What has been found already.
    func runEach(
        _ verb: String, _ work: FileWork, on jobs: [FileNames], overwrite: Bool = false, making folder: String? = nil,
        within memory: MemoryBudget = MemoryBudget(), besides mistakes: [String] = []
    ) async throws {
        let missing = folder.flatMap { Path.exists($0) ? nil : $0 }
        let survey = try await FileSurvey(
            jobs, overwrite: overwrite, making: missing, within: memory, besides: mistakes)
        if let missing { try Folder.make(missing) }
        defer { if let missing { Folder.removeIfEmpty(missing) } }
        let places = WorkFiles(survey, overwrite: overwrite, log: log)
        defer { places.close() }
        memory.limitLibraries()
        let outcomes = try await withProgress(verb, shown: places.shown) { progress in
            try await self.outcomes(verb, work, on: jobs, places, progress)
        }
        try end(outcomes, places, beside: jobs.first?.output)
    }

    private func outcomes(
        _ verb: String, _ work: FileWork, on jobs: [FileNames], _ places: WorkFiles, _ progress: Progress
    ) async throws -> [Outcome] {
        let share = 1 / Double(max(jobs.count, 1))
        var outcomes: [Outcome] = []
        for (number, names) in jobs.enumerated() {
            let part = progress.part(Double(number) * share...Double(number + 1) * share)
            let warnings = Warnings(phrasing: .options)
            let start = ContinuousClock.now
            let outcome = await Outcome(of: names.inputs.first ?? "", warnings, places) {
                try await places.run(work, on: names, part, warnings)
            }
            if progress.isCancelled { throw CancellationError() }
            if let result = outcome.result { tellDetails(of: result, places) }
            log.debug("\(places.shown(names.inputs.first ?? "")) took \(Formatting.duration(.now - start))")
            log.warn(warnings.all.map(places.shown))
            try tell(outcome, verb, places, beside: names.output)
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func tell(_ outcome: Outcome, _ verb: String, _ places: WorkFiles, beside output: String?) throws {
        let screen = CommandContext.current.screen
        switch outcome {
        case .done(let result) where !json:
            screen.show(nil)
            try write(result.report, places, beside: output)
        case .done: break
        case .failed(let failure): screen.print("canopy \(verb): \(failure.error.printable)")
        }
    }

    private func end(_ outcomes: [Outcome], _ places: WorkFiles, beside output: String?) throws {
        if json { try write(outcomes, places, beside: output) }
        if outcomes.contains(where: { $0.result?.passes == false }) { throw ExitCode.checkSaysNo }
        if outcomes.contains(where: { $0.result == nil }) { throw ExitCode.failure }
    }

    /// Writes a report: to standard output, or to standard error where `output` takes that for itself.
    // What follows a wait is compiled for each way to it: not this as well.
    @inline(never)
    private func write(_ result: some Renderable, _ places: WorkFiles, beside output: String?) throws {
        let context = CommandContext.current
        let stream = output == StandardStream.name ? context.screen.stream : context.output
        try stream.write(result, as: form) { text in json ? places.shownInJSON(text) : places.shown(text) }
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
    /// Does work on files that are brought here first, and puts what it makes where it belongs.
    func run(
        _ work: FileWork, on names: FileNames, _ progress: Progress, _ warnings: Warnings
    ) async throws -> FileWork.Result {
        let shares = shares(of: names)
        let run = try await open(names, progress.part(0...shares.work.lowerBound))
        defer { drop(run, names) }
        let result = try await runBlocking { try work.run(run, progress.part(shares.work), warnings) }
        try await deliver(run, names, progress.part(shares.upload))
        return result
    }
}

/// An operation on files as all commands run it: which one it is, and what it makes, they need not know.
struct FileWork: Sendable {
    /// What came of a run.
    struct Result: Sendable {
        let report: any Renderable
        /// Whether a check that was made says yes.
        let passes: Bool
    }

    /// Does the work, and blocks.
    let run: @Sendable (RunFiles, Progress, Warnings) throws -> Result

    /// - Parameters:
    ///   - passes: Whether a check that was made says yes.
    ///   - files: Makes what the operation takes of what it is to work on.
    init<Work: RasterOperation>(
        _ operation: Work, passes: @escaping @Sendable (Work.Report) -> Bool = { _ in true },
        files: @escaping @Sendable (RunFiles) -> Work.Files
    ) where Work.Report: Renderable {
        run = { run, progress, warnings in
            let report = try operation.run(files(run), progress: progress, warnings: warnings)
            return Result(report: report, passes: passes(report))
        }
    }
}
