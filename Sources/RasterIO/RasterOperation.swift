public import Diagnostics

/// An operation on rasters, which blocks until it is done.
///
/// Runs of one operation, or of several, may go on at the same time on threads of their own.
public protocol RasterOperation<Files>: Operation {
    /// What one run reads and writes.
    associatedtype Files: OperationFiles
    // Declared again so that it is inferred from `run`.
    associatedtype Failure

    /// Does the work. An output appears whole or not at all.
    ///
    /// - Parameters:
    ///   - progress: What is told how far the work has come, and says whether it is to stop.
    ///   - warnings: Where warnings gather, which count also where there is no report.
    func run(_ files: Files, progress: Progress, warnings: Warnings) throws(Failure) -> Report
}

/// The files that one run of an operation reads and writes.
public protocol OperationFiles: Sendable {
    /// The rasters that it reads, of which the first one names it.
    var rasters: [RasterInput] { get }
    /// The paths of what else it reads.
    var others: [String] { get }
    /// The paths of what it makes.
    var outputs: [String] { get }
}

extension OperationFiles {
    /// Nothing else is read.
    public var others: [String] { [] }
}

/// A raster that is looked at, and of which nothing is made.
extension RasterInput: OperationFiles {
    /// The raster alone.
    public var rasters: [RasterInput] { [self] }
    /// Nothing is made.
    public var outputs: [String] { [] }
}

/// A raster, and the file that is made of it.
public struct Conversion: OperationFiles {
    /// The raster.
    public var input: RasterInput
    /// The path of the file that is made.
    public var output: String

    /// The raster alone.
    public var rasters: [RasterInput] { [input] }
    /// The one file.
    public var outputs: [String] { [output] }

    /// The work on `input` that makes `output`.
    public init(input: RasterInput, output: String) {
        self.input = input
        self.output = output
    }
}
