public import Diagnostics
internal import Files
internal import GDAL
internal import PNG
public import Raster
public import RasterIO

/// Makes a small picture of a raster.
public struct Thumb: RasterOperation {
    /// How it is made.
    public struct Options: Hashable, Sendable {
        /// The longest side in pixels; smaller rasters are not enlarged.
        public var maxDim = 800
        /// How a raster of one quantity is colored.
        public var style = Style.auto
        /// The values that the ends of the scale of a raster of one quantity stand for; by default it goes by the raster's own
        /// values. Several rasters with the same are colored alike.
        public var range: StretchRange?
        /// Whether a legend of that scale stands below the picture, and counts in its size.
        public var legend = false
        /// Whether an existing picture is replaced.
        public var overwrite = false
        /// Bytes of memory for pixels, those of the picture among them.
        public var memory = 512 << 20

        /// Longest sides that can be asked for.
        public static let sizes = 1...10_000

        /// The options as they are unless a user says otherwise.
        public init() {}
    }

    /// What was made.
    public struct Report: Hashable, Sendable, Codable {
        /// The raster.
        public let input: String
        /// The picture.
        public let output: String
        /// The picture's size.
        public let size: Size
        /// How the values were turned into colors.
        public let style: Rendering
        /// The values that the ends of the scale stand for, for each color or for the one scale; empty where values
        /// are shown as they are.
        public let limits: [StretchRange]
        /// How the values of a raster of one quantity are colored; `nil` where there is no scale, as with pictures in color.
        public let scale: ColorScale?
        /// How the picture lies on the ground.
        public let placement: Placement
        /// The level of the raster that was read.
        public let source: SourceLevel
        /// What the user should know.
        public let warnings: [String]
    }

    /// How values were turned into colors.
    public enum Rendering: String, Sendable, Codable {
        /// As red, green and blue.
        case color
        /// By the raster's own palette.
        case palette
        /// See ``Style``.
        case gray, viridis, terrain, hillshade
    }

    /// How it is made.
    public let options: Options

    /// Work with the given options.
    public init(options: Options = Options()) {
        self.options = options
    }

    /// Bytes of memory in which a picture can usually be made. It keeps one core busy.
    public var usualMemory: Int {
        Int.sum(StripReadingPlan.pictureBytes(Size(width: options.maxDim, height: options.maxDim)), Self.usualReading)
    }

    /// Whether the style ``Style/auto`` takes a file of that name for heights of a canopy.
    public static func showsCanopyHeight(ofFileAt path: String) -> Bool {
        Quantity(ofFileAt: path) == .canopyHeight
    }

    /// Bytes beside a picture that reading its raster usually takes.
    private static let usualReading = 32 << 20

    /// Makes a picture, the output, of a raster. It is a PNG.
    ///
    /// Blocks until it is done. Memory is bounded by ``Options/memory``.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ files: Conversion, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(ThumbError) -> Report {
        let (input, output) = (files.input, files.output)
        guard Options.sizes.contains(options.maxDim) else { throw .unusableSize(options.maxDim) }
        if let path = input.path, Path.isSame(path, output) { throw .outputIsInput(path) }
        let dataset = try mapError(to: ThumbError.raster, try openRaster(input, warnings: warnings))
        let profile = try mapError(to: ThumbError.gdal, try dataset.profile())
        let file = try mapError(
            to: ThumbError.file,
            try OutputFile(at: output, overwrite: options.overwrite, inputs: [input.path].compactMap(\.self)))

        let subject = RenderMode(of: profile)
        let strip =
            options.legend && subject.hasScale(in: options.style, input.name) ? LegendStrip(in: options.maxDim) : nil
        if strip == nil, options.legend, options.maxDim < LegendStrip.leastSide {
            warnings.add(
                "a picture of \(options.maxDim) pixels is too small for a legend; it has none", [.largerPicture])
        }
        let size = strip?.size(for: profile.size) ?? profile.size.fitted(into: options.maxDim)
        let source = SourceLevel(for: size, of: dataset, validity: profile.validity)
        try mapError(
            to: ThumbError.raster,
            try input.expect(ofSize: source.size) {
                (0..<source.size.height).map { Window(columns: 0..<source.size.width, rows: $0..<$0 + 1) }
            })
        let reduced = try source.reduce(
            dataset, profile: profile, subject: subject, to: size, memory: options.memory,
            progress: progress.part(0...0.9))
        if reduced.isEmpty { warnings.add("'\(input.name)' has no valid pixel: its thumbnail is fully transparent") }

        let quantity = Quantity(ofFileAt: input.name)
        let painting = Renderer(
            of: reduced, subject: subject, style: options.style, range: options.range, quantity: quantity,
            type: profile.type, cell: CellSize(of: profile, in: size))
        let scale = painting.ramp.flatMap { ramp in
            painting.limits.first.map { ColorScale($0, ramp, unit: quantity.unit(in: profile, subject)) }
        }
        var picture = painting.picture(title: stem(of: input.name))
        if let strip, let scale, let ramp = painting.ramp { picture = strip.below(picture, scale, ramp) }
        try write(picture, to: file)
        do throws(FileError) { try file.commit() } catch { throw .file(error) }
        progress(1)
        return Report(
            input: input.name, output: output, size: Size(width: picture.width, height: picture.height),
            style: painting.look, limits: painting.limits, scale: scale, placement: Placement(of: profile, in: size),
            source: source, warnings: warnings.all)
    }

    private func write(_ picture: Picture, to file: borrowing OutputFile) throws(ThumbError) {
        do throws(PNGError) {
            try picture.reduced().write(to: file.temporary)
        } catch {
            // Users know the file by the name that it was to get.
            throw .picture(PNGError(action: error.action, path: file.target, reason: error.reason))
        }
    }

    /// The file's name without its folder and extension.
    private func stem(of path: String) -> String {
        let name = Path.name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
