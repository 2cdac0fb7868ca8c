public import COGEncoding
public import Diagnostics
internal import Files
public import RasterIO

/// `canopy cog`: a GeoTIFF as it is, rewritten as a Cloud Optimized GeoTIFF.
public struct COG: RasterOperation {
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
        public var output: String
        /// What it looks like.
        public var raster: RasterReport
        /// What the user should know.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Rewrites the input as the output, which appears whole or not at all.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ files: Conversion, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(RasterError) -> Report {
        let input = files.input
        let source = try DatasetSource.open(input, memory: options.writing.memory, warnings: warnings)
        let target = try mapError(
            to: RasterError.file,
            try OutputFile(at: files.output, overwrite: options.overwrite, inputs: [input.path].compactMap(\.self)))
        let report = try COGWriter(options: options.writing).write(
            source, to: target, warnings: warnings, progress: progress)
        if report.validPixels == 0 { warnings.add("'\(input.name)' has no valid pixel") }
        do throws(FileError) { try target.commit() } catch { throw .file(error) }
        return Report(input: input.name, output: report.path, raster: report, warnings: warnings.all)
    }
}
