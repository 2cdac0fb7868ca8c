public import CanopyCOG
public import Diagnostics
public import RasterIO

/// `canopy info`: what a raster says about itself.
public struct Info: RasterOperation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// Whether the file is checked for being a Cloud Optimized GeoTIFF, which reads a few bytes around each block.
        public var validates = true

        /// The defaults.
        public init() {}
    }

    /// What was found.
    public struct Report: Hashable, Sendable, Codable {
        /// The file that was read.
        public var input: String
        /// What it says about itself.
        public var raster: RasterDescription
        /// Whether it is a valid Cloud Optimized GeoTIFF; `nil` where that was not asked.
        public var cog: Verdict?
        /// What the user should know.
        public var warnings: [String]
    }

    /// What became of the check for a Cloud Optimized GeoTIFF.
    public struct Verdict: Hashable, Sendable, Codable {
        /// Whether there is nothing to complain of.
        public var valid: Bool
        /// Rules that are broken, each a sentence.
        public var errors: [String]
        /// What makes the file slow without breaking a rule, each a sentence.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Describes a raster, without reading its pixels.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ input: RasterInput, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(InfoError) -> Report {
        let dataset = try mapError(to: InfoError.raster, try openRaster(input, warnings: warnings))
        let description = try mapError(to: InfoError.raster, try RasterDescription(input, dataset))
        let verdict = options.validates ? try verdict(on: input) : nil
        return Report(input: input.name, raster: description, cog: verdict, warnings: warnings.all)
    }

    private func verdict(on input: RasterInput) throws(InfoError) -> Verdict {
        let report = try mapError(to: InfoError.validation, try COGValidation().run(input))
        return Verdict(valid: report.valid, errors: report.errors, warnings: report.warnings)
    }
}

/// Why a raster could not be described.
public enum InfoError: Explained, Hashable {
    /// It cannot be read.
    case raster(RasterError)
    /// Its structure cannot be followed.
    case validation(COGValidationError)

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .raster(let error): error.explanation
        case .validation(let error): error.explanation
        }
    }
}
