public import COGEncoding
public import Diagnostics
internal import Files
internal import GDAL
public import Raster
public import RasterIO

/// `canopy crop`: what of a raster lies inside a boundary.
public struct Crop: RasterOperation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// Which features make up the boundary.
        public var boundary = BoundaryOptions()
        /// When a pixel counts as inside.
        public var rule = PolygonRasterizer.Rule.center
        /// The band, from 1, that is alpha although the file does not say so.
        public var alphaBand: Int?
        /// How the file is written.
        public var writing = COGOptions()
        /// Whether an output that exists is replaced.
        public var overwrite = false

        /// The defaults.
        public init() {}
    }

    /// A raster, the boundary, and the file that is made.
    public struct Files: OperationFiles {
        /// The raster.
        public var input: RasterInput
        /// The path of the boundary, a file of polygons.
        public var boundary: String
        /// The path of the file that is made.
        public var output: String

        /// The raster alone.
        public var rasters: [RasterInput] { [input] }
        /// The boundary.
        public var others: [String] { [boundary] }
        /// The one file.
        public var outputs: [String] { [output] }

        /// The crop of `input` to `boundary` as `output`.
        public init(input: RasterInput, boundary: String, output: String) {
            self.input = input
            self.boundary = boundary
            self.output = output
        }
    }

    /// What was done.
    public struct Report: Hashable, Sendable, Codable {
        /// The file that was read.
        public var input: String
        /// The boundary.
        public var boundary: String
        /// The part of the input that the output shows.
        public var window: Window
        /// What became of the pixels outside.
        public var outside: MaskingMode
        /// The file that was written.
        public var output: String
        /// What it looks like.
        public var raster: RasterReport
        /// Pixels whose centers lie in the boundary, whether or not the raster has them.
        public var boundaryPixels: Double
        /// What the user should know.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Crops a raster to the area of a boundary and writes the output, which appears whole or not at all.
    ///
    /// The output's grid is a window of the input's: nothing is resampled, and pixels inside are the input's to the bit.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ files: Files, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(CropError) -> Report {
        let (input, boundary) = (files.input, files.boundary)
        let outline = try Boundary(
            boundary, options: options.boundary, cancellation: progress.cancellation, warnings: warnings)
        let dataset = try mapError(
            to: CropError.raster, try openRaster(input, memory: options.writing.memory, warnings: warnings))
        let profile = try resolvedProfile(of: dataset)
        let area = try outline.area(
            inPixelsOf: input.name, profile, assumedCRS: options.boundary.assumedCRS,
            cancellation: progress.cancellation, warnings: warnings)
        guard let bounds = area.bounds, let covered = Window(covering: bounds),
            let window = covered.intersection(Window(profile.size))
        else {
            throw .mismatch(
                "'\(input.name)' and the boundary '\(boundary)' do not overlap; check that both are of one mission and name the "
                    + "right coordinate reference systems")
        }
        let coverage = PolygonRasterizer(
            of: area, rule: options.rule, columns: window.columns,
            isMirrored: profile.georeference.transform?.isMirror ?? false)
        let source = CropSource(input, dataset, profile, window: window, coverage: coverage)
        let target = try mapError(
            to: CropError.file,
            try OutputFile(
                at: files.output, overwrite: options.overwrite, inputs: [input.path, boundary].compactMap(\.self)))
        let written = try mapError(
            to: CropError.raster,
            try COGWriter(options: options.writing).write(
                source, to: target, warnings: warnings, progress: progress))
        guard written.validPixels > 0 else { throw .nothingValid(raster: input.name, boundary: boundary) }
        do throws(FileError) { try target.commit() } catch { throw .file(error) }
        return Report(
            input: input.name, boundary: boundary, window: window, outside: MaskingMode(for: profile),
            output: written.path, raster: written, boundaryPixels: area.pixelCount, warnings: warnings.all)
    }

    /// What the input says about itself, as the options correct it.
    private func resolvedProfile(of dataset: borrowing Dataset) throws(CropError) -> RasterProfile {
        var profile = try mapError(to: CropError.gdal, try dataset.profile())
        if let band = options.alphaBand {
            guard band > 0, profile.bands.indices.contains(band - 1) else {
                throw .mismatch(
                    "'\(dataset.path)' has no band \(band) that could be alpha; it has \(profile.bands.count)")
            }
            profile.bands[band - 1].interpretation = .alpha
            profile.validity = .alpha(band: band - 1)
            profile.hasPremultipliedAlpha = false
        }
        resolveValidity(of: &profile, dataset)
        if profile.metadata.removeValue(forKey: "RPC") != nil {
            dataset.warnings.add("the RPCs of '\(dataset.path)' hold for the whole raster only; they are dropped")
        }
        return profile
    }
}
