/// Work on rasters that blocks until it is done: what it can be told, what one run reads and writes, and what it reports.
///
/// Runs of one operation, or of several, may go on at the same time on threads of their own.
public protocol Operation<Files>: Sendable {
    /// What it can be told. Every default is there.
    associatedtype Options: Sendable
    /// What one run reads and writes.
    associatedtype Files: OperationFiles
    /// What came of a run.
    associatedtype Report: Encodable, Sendable
    /// Why a run came to nothing.
    associatedtype Failure: Explained

    /// What it was told.
    var options: Options { get }

    /// The operation with these options. Odd ones are refused by its runs.
    init(options: Options)

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
    var rasters: [String] { get }
    /// What else it reads.
    var others: [String] { get }
    /// What it makes.
    var outputs: [String] { get }
}

/// A raster, and the file that is made of it.
public struct Conversion: OperationFiles, Hashable {
    /// The raster.
    public var input: String
    /// The file that is made.
    public var output: String

    /// The raster alone.
    public var rasters: [String] { [input] }
    /// Nothing else is read.
    public var others: [String] { [] }
    /// The one file.
    public var outputs: [String] { [output] }

    /// The work on `input` that makes `output`.
    public init(input: String, output: String) {
        self.input = input
        self.output = output
    }
}
