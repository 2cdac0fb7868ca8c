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
        public let look: Rendering
        /// The values that the ends of the scale stand for, for each color or for the one scale; empty where values
        /// are shown as they are.
        public let limits: [StretchRange]
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
        let size = profile.size.fitted(into: options.maxDim)
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

        let painting = Renderer(
            of: reduced, subject: subject, style: options.style, quantity: Quantity(ofFileAt: input.name),
            type: profile.type, cell: CellSize(of: profile, in: size))
        try write(painting.picture(title: stem(of: input.name)), to: file)
        do throws(FileError) { try file.commit() } catch { throw .file(error) }
        progress(1)
        return Report(
            input: input.name, output: output, size: size, look: painting.look, limits: painting.limits, source: source,
            warnings: warnings.all)
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
