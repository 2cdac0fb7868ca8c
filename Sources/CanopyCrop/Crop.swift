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

    /// What a raster is cropped to.
    public enum Outline: Hashable, Sendable {
        /// The polygons in the file of that path.
        case file(String)
        /// A rectangle.
        case box(BoundingBox)
    }

    /// A raster, the boundary, and the file that is made.
    public struct Files: OperationFiles {
        /// The raster.
        public var input: RasterInput
        /// The boundary.
        public var boundary: Outline
        /// The path of the file that is made.
        public var output: String

        /// The raster alone.
        public var rasters: [RasterInput] { [input] }
        /// The boundary, if it is a file.
        public var others: [String] { if case .file(let path) = boundary { [path] } else { [] } }
        /// The one file.
        public var outputs: [String] { [output] }

        /// The crop of `input` to the polygons of the file `boundary` as `output`.
        public init(input: RasterInput, boundary: String, output: String) {
            self.init(input: input, within: .file(boundary), output: output)
        }

        /// The crop of `input` to `boundary` as `output`.
        public init(input: RasterInput, within boundary: Outline, output: String) {
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
        try run(files, progress: progress, warnings: warnings) { _, _ in nil }
    }

    /// The same, for somebody who sees the pixels of the output as they are written.
    ///
    /// - Parameter observer: Who that is, of the output as it comes into being and of who writes it.
    public func run(
        _ files: Files, progress: Progress, warnings: Warnings,
        seenBy observer: (any RasterSource, COGWriter) -> (any ChunkObserver)?
    ) throws(CropError) -> Report {
        let input = files.input
        let outline = try boundary(files.boundary, cancellation: progress.cancellation, warnings: warnings)
        let boundary = outline.path
        let dataset = try mapError(
            to: CropError.raster, try openRaster(input, memory: options.writing.memory, warnings: warnings))
        let profile = try resolvedProfile(of: dataset)
        let area = try outline.area(
            inPixelsOf: input.name, profile, assumedCRS: options.boundary.assumedCRS,
            cancellation: progress.cancellation, warnings: warnings)
        guard let bounds = area.bounds, let covered = Window(covering: bounds),
            let window = covered.intersection(Window(profile.size))
        else {
            throw outline.isApart(fromRaster: input.name, profile, area, assumedCRS: options.boundary.assumedCRS)
        }
        let coverage = PolygonRasterizer(
            of: area, rule: options.rule, columns: window.columns,
            isMirrored: profile.georeference.transform?.isMirror ?? false)
        let source = CropSource(input, dataset, profile, window: window, coverage: coverage)
        let target = try mapError(
            to: CropError.file,
            try OutputFile(
                at: files.output, overwrite: options.overwrite, inputs: [input.path].compactMap(\.self) + files.others))
        let writer = COGWriter(options: options.writing)
        let observer = observer(source, writer)
        let written = try mapError(
            to: CropError.raster,
            try writer.write(source, to: target, observer: observer, warnings: warnings, progress: progress))
        guard written.validPixels > 0 else { throw .nothingValid(raster: input.name, boundary: boundary) }
        do throws(FileError) { try target.commit() } catch { throw .file(error) }
        return Report(
            input: input.name, boundary: boundary, window: window, outside: MaskingMode(for: profile),
            output: written.path, raster: written, boundaryPixels: area.pixelCount, warnings: warnings.all)
    }

    /// The area that is cropped to.
    private func boundary(
        _ outline: Outline, cancellation: Cancellation, warnings: Warnings
    ) throws(CropError) -> Boundary {
        let boundary =
            switch outline {
            case .file(let path):
                try Boundary(path, options: options.boundary, cancellation: cancellation, warnings: warnings)
            case .box(let box): try Boundary(box)
            }
        guard let meters = options.boundary.buffer, meters != 0 else { return boundary }
        return try boundary.buffered(by: meters, assumedCRS: options.boundary.assumedCRS, cancellation: cancellation)
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
