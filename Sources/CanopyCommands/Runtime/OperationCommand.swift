internal import Diagnostics
internal import Terminal

// The commands of operations: the files are looked at before anything is made, GDAL is held to its share, and the runs are
// told of.
extension GlobalOptions {
    /// Runs an operation on one input and prints its report.
    func run<Work: Operation>(
        _ verb: String, _ operation: Work, on files: Work.Files, overwrite: Bool, within memory: MemoryBudget
    ) async throws where Work.Report: Renderable {
        try Mistakes.check([files], overwrite: overwrite)
        memory.limitLibraries()
        try await reportBlocking(verb) { progress, warnings in
            try operation.run(files, progress: progress, warnings: warnings)
        }
    }

    /// Runs an operation on one input after the other. One that fails costs itself; each is told of as it ends, as JSON all
    /// together at the end.
    ///
    /// - Parameter mistakes: What has been found already.
    func runEach<Work: Operation>(
        _ verb: String, _ operation: Work, on files: [Work.Files], overwrite: Bool, within memory: MemoryBudget,
        besides mistakes: [String] = []
    ) async throws where Work.Report: Renderable {
        try Mistakes.check(files, overwrite: overwrite, besides: mistakes)
        memory.limitLibraries()
        try await reportEach(verb, files.map(\.rasters[0])) { number, progress, warnings in
            try operation.run(files[number], progress: progress, warnings: warnings)
        }
    }
}

extension Mistakes {
    /// Looks at the files of all runs and throws where something is wrong.
    fileprivate static func check<Files: OperationFiles>(
        _ files: [Files], overwrite: Bool, besides problems: [String] = []
    ) throws {
        try check(
            inputs: files.flatMap(\.rasters), reading: Array(Set(files.flatMap(\.others))),
            outputs: files.flatMap(\.outputs),
            overwrite: overwrite, besides: problems)
    }
}
