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
        begin(verb, places, beside: names.output)
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
        try write(result.report, places)
    }

    /// Tells those who want to know it what a file became.
    private func tellDetails(of result: FileWork.Result, _ places: WorkFiles) {
        for line in (result.report as? any Detailed)?.details ?? [] { log.debug("\(places.shown(line))") }
    }

    /// Does work on one input after the other. One that fails costs itself; each is told of as it ends.
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
        begin(verb, places, beside: jobs.first?.output)
        memory.limitLibraries()
        let verdicts = try await withProgress(verb, shown: places.shown) { progress in
            try await self.verdicts(verb, work, on: jobs, places, progress)
        }
        if verdicts.contains(false) { throw ExitCode.checkSaysNo }
        if verdicts.contains(nil) { throw ExitCode.failure }
    }

    /// Whether checks that were made say yes, of each input; `nil` where the work failed.
    private func verdicts(
        _ verb: String, _ work: FileWork, on jobs: [FileNames], _ places: WorkFiles, _ progress: Progress
    ) async throws -> [Bool?] {
        let share = 1 / Double(max(jobs.count, 1))
        var verdicts: [Bool?] = []
        for (number, names) in jobs.enumerated() {
            let part = progress.part(Double(number) * share...Double(number + 1) * share)
            if jobs.count > 1, let input = names.inputs.first {
                var now = Activity()
                now.making = ["\(number + 1) of \(jobs.count): \(Path.name(of: places.shown(input)))"]
                progress.tell(now)
            }
            let warnings = Warnings(phrasing: .options)
            let start = ContinuousClock.now
            let result: Result<FileWork.Result, any Error>
            do { result = .success(try await places.run(work, on: names, part, warnings)) } catch {
                result = .failure(error)
            }
            if progress.isCancelled { throw CancellationError() }
            if case .success(let result) = result { tellDetails(of: result, places) }
            log.debug("\(places.shown(names.inputs.first ?? "")) took \(Formatting.duration(.now - start))")
            log.warn(warnings.all.map(places.shown))
            switch result {
            case .success(let result): try write(result.report, places)
            case .failure(let error): try tell(error, of: names.inputs.first, warnings, verb, places)
            }
            verdicts.append((try? result.get()).map(\.passes))
        }
        return verdicts
    }

    @inline(never)
    private func tell(
        _ error: any Error, of input: String?, _ warnings: Warnings, _ verb: String, _ places: WorkFiles
    ) throws {
        let context = CommandContext.current
        let message = places.sentence(of: error)
        context.tell(message, of: "canopy \(verb)")
        try context.results.add(
            Results.Failure(input: input, message: message, warnings: warnings.all.map(places.shown)))
    }

    /// Begins results: on standard output, or on standard error where `output` takes that for itself.
    private func begin(_ verb: String, _ places: WorkFiles, beside output: String?) {
        let context = CommandContext.current
        let stream = output == StandardStream.name ? context.screen.stream : context.output
        context.results.begin(verb, as: form, on: stream, changed: places.shownInJSON)
    }

    // What follows a wait is compiled for each way to it: not this as well.
    @inline(never)
    private func write(_ result: any Renderable, _ places: WorkFiles) throws {
        if form == .text { CommandContext.current.screen.show([]) }
        try CommandContext.current.results.add(result, changed: places.shown)
    }

    /// Runs an operation over stores.
    ///
    /// - Parameter tell: Prints the report, and tells the log what is not printed.
    func run<Work: StoreOperation>(
        _ verb: String, _ operation: Work, on locations: Work.Locations, with stores: Stores,
        within memory: MemoryBudget = MemoryBudget(), tell: (Work.Report, Results, Logger) throws -> Void
    ) async throws -> Work.Report {
        CommandContext.current.results.begin(verb, as: form)
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
        try tell(report, CommandContext.current.results, log)
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
