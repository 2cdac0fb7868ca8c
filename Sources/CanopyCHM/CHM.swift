public import COGEncoding
public import Diagnostics
internal import Files
internal import GDAL
internal import Raster
public import RasterIO

/// `canopy chm`: the height of the canopy, surface less terrain.
public struct CHM: RasterOperation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// Heights below become this; `nil` keeps them.
        public var minimum: Double?
        /// Heights above become this; `nil` keeps them.
        public var maximum: Double?
        /// Whether heights of different reference or unit are subtracted all the same.
        public var ignoreVertical = false
        /// The coordinate reference system of a model that names none.
        public var assumedCRS: String?
        /// Above which heights the cover of the canopy is told.
        public var coverHeights = CoverHeight.usual
        /// How the file is written.
        public var writing = COGOptions()
        /// Whether an output that exists is replaced.
        public var overwrite = false

        /// The defaults.
        public init() {}
    }

    /// Two models, and the file that is made of them.
    public struct Files: OperationFiles {
        /// The surface model.
        public var dsm: RasterInput
        /// The terrain model.
        public var dtm: RasterInput
        /// The path of the file that is made.
        public var output: String

        /// Both models.
        public var rasters: [RasterInput] { [dsm, dtm] }
        /// The one file.
        public var outputs: [String] { [output] }

        /// The height of `dsm` over `dtm` as `output`.
        public init(dsm: RasterInput, dtm: RasterInput, output: String) {
            self.dsm = dsm
            self.dtm = dtm
            self.output = output
        }
    }

    /// What was done.
    public struct Report: Hashable, Sendable, Codable {
        /// The surface model.
        public var dsm: String
        /// The terrain model.
        public var dtm: String
        /// The file that was written.
        public var output: String
        /// What it looks like.
        public var raster: RasterReport
        /// What it says of the canopy; `nil` where its heights are in a unit that nobody knows.
        public var canopy: CanopyFigures?
        /// What the user should know.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Subtracts the terrain from the surface on the surface's grid and writes the output, which appears whole or not at
    /// all.
    ///
    /// Where the grids differ the terrain is resampled as ``BilinearKernel`` says; where they agree nothing is.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ files: Files, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(CHMError) -> Report {
        let (dsm, dtm) = (files.dsm, files.dtm)
        _ = try limits()
        let memory = options.writing.memory
        let surface = try mapError(to: CHMError.raster, try HeightRaster(dsm, memory: memory, warnings: warnings))
        let terrain = try mapError(to: CHMError.raster, try HeightRaster(dtm, memory: memory, warnings: warnings))
        let (source, tally) = try source(surface, less: terrain, warnings)
        let target = try output(files)
        let written = try mapError(
            to: CHMError.raster,
            try COGWriter(options: options.writing).write(
                source, to: target, observer: tally, warnings: warnings, progress: progress))
        return try commit(target, written, tally, of: files, warnings)
    }

    /// The heights of one model above the other, and who counts them.
    func source(
        _ surface: HeightRaster, less terrain: HeightRaster, _ warnings: Warnings
    ) throws(CHMError) -> (CHMSource, HeightTally?) {
        var (surface, terrain) = (surface, terrain)
        if let assumedCRS = options.assumedCRS {
            let assumed = try mapError(to: CHMError.gdal, try SpatialReference(named: assumedCRS)).wkt
            surface.assume(crs: assumed)
            terrain.assume(crs: assumed)
        }
        let systems = try CRSPair(surface, terrain, ignoreVertical: options.ignoreVertical, warnings: warnings)
        let ground = try TerrainResampler(terrain, under: surface, by: try systems.way())
        let source = CHMSource(surface, less: ground, systems: systems, limits: try limits())
        let tally = HeightUnit(systems.unit).meters.map { HeightTally(source.profile.validity, metersPerUnit: $0) }
        return (source, tally)
    }

    /// The file that is made.
    func output(_ files: Files) throws(CHMError) -> OutputFile {
        try mapError(
            to: CHMError.file,
            try OutputFile(
                at: files.output, overwrite: options.overwrite,
                inputs: [files.dsm.path, files.dtm.path].compactMap(\.self)))
    }

    /// Gives the file its name, once it is written.
    func commit(
        _ target: consuming OutputFile, _ written: RasterReport, _ tally: HeightTally?, of files: Files,
        _ warnings: Warnings
    ) throws(CHMError) -> Report {
        let (dsm, dtm) = (files.dsm.name, files.dtm.name)
        guard written.validPixels > 0 else { throw .nothingValid(dsm: dsm, dtm: dtm) }
        do throws(FileError) { try target.commit() } catch { throw .file(error) }
        let figures = tally.flatMap { CanopyFigures($0.total, coverHeights: options.coverHeights) }
        warnOfMistakes(figures, written, warnings)
        return Report(
            dsm: dsm, dtm: dtm, output: written.path, raster: written, canopy: figures, warnings: warnings.all)
    }

    /// What no forest looks like.
    private func warnOfMistakes(_ figures: CanopyFigures?, _ written: RasterReport, _ warnings: Warnings) {
        if figures?.isUpsideDown == true {
            warnings.add(
                "'\(written.path)' lies below the ground, and next to nothing above it; check that surface and terrain are not "
                    + "exchanged")
        }
        if written.bands[0].minimum == 0, written.bands[0].maximum == 0, options.minimum == nil, options.maximum == nil
        {
            warnings.add("'\(written.path)' is 0 everywhere; check that surface and terrain are not the same model")
        }
    }

    private func limits() throws(CHMError) -> ClosedRange<Double> {
        let least = options.minimum ?? -.infinity
        let most = options.maximum ?? .infinity
        // Not so either where one of them is not a number.
        guard least <= most else {
            throw .mismatch("heights cannot be at least \(least) and at most \(most)", [.exchangedLimits])
        }
        return least...most
    }
}
