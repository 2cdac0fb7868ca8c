public import COGEncoding
public import Diagnostics
internal import Files
public import RasterIO

/// `canopy cog`: a GeoTIFF as it is, rewritten as a Cloud Optimized GeoTIFF.
public struct COG: Operation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// How the file is written.
        public var writing = COGOptions()
        /// Whether an output that exists is replaced.
        public var overwrite = false

        /// The defaults.
        public init() {}
    }

    /// What was done.
    public struct Report: Hashable, Sendable, Codable {
        /// The file that was read.
        public var input: String
        /// The file that was written.
        public var output: RasterReport
        /// What the user should know.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// The same as the run below.
    public func run(
        _ files: Conversion, progress: Progress, warnings: Warnings
    ) throws(RasterError) -> Report {
        try run(input: files.input, output: files.output, progress: progress, warnings: warnings)
    }

    /// Rewrites `input` as `output`, which appears whole or not at all.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        input: RasterInput, output: String, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(RasterError) -> Report {
        let source = try DatasetSource.open(input, memory: options.writing.memory, warnings: warnings)
        let target = try mapError(
            to: RasterError.file,
            try OutputFile(at: output, overwrite: options.overwrite, inputs: [input.path].compactMap(\.self)))
        let report = try COGWriter(options: options.writing).write(
            source, to: target, warnings: warnings, progress: progress)
        if report.validPixels == 0 { warnings.add("'\(input.name)' has no valid pixel") }
        do throws(FileError) { try target.commit() } catch { throw .file(error) }
        return Report(input: input.name, output: report, warnings: warnings.all)
    }

    /// The same for a raster at a path of this machine.
    public func run(
        input: String, output: String, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(RasterError) -> Report {
        try run(input: RasterInput(input), output: output, progress: progress, warnings: warnings)
    }
}
