public import Diagnostics
internal import Files
internal import GDAL
public import Raster
public import RasterIO
public import TIFF

/// Checks whether a file is a Cloud Optimized GeoTIFF.
///
/// It looks at everything that GDAL's validation script, with its full check, and rio-cogeo's strict validation look
/// at, and at what they overlook: blocks beyond the end of the file, directories that cannot be followed. What they
/// only warn of counts as well. Tiled is what the tags call so, also where a tile is exactly as wide as its level, which
/// rio-cogeo takes for a strip.
///
/// See: [GDAL's script](https://github.com/OSGeo/gdal/blob/release/3.6/swig/python/gdal-utils/osgeo_utils/samples/validate_cloud_optimized_geotiff.py),
/// and [rio-cogeo's cog_validate](https://github.com/cogeotiff/rio-cogeo/blob/main/rio_cogeo/cogeo.py).
public struct COGValidation: RasterOperation {
    /// There is nothing to be told.
    public struct Options: Hashable, Sendable {
        /// The defaults.
        public init() {}
    }

    /// What was found.
    public struct Report: Sendable, Hashable, Codable {
        /// The file that was read.
        public let input: String
        /// Whether there is nothing to complain of.
        public let valid: Bool
        /// Rules that are broken, each a sentence.
        public let errors: [String]
        /// What makes the file slow without breaking a rule; not valid either.
        public let warnings: [String]
        /// Whether it is a BigTIFF.
        public let isBigTIFF: Bool
        /// The bytes before the first block, which a reader fetches to know where everything is; the whole file where
        /// no block was ever written.
        public let headerBytes: UInt64
        /// GDAL's structural metadata, a setting each: `BLOCK_ORDER=ROW_MAJOR`. Empty where the file has none.
        public let structuralMetadata: [String]
        /// The image at full resolution.
        public let image: Image
        /// Its overviews.
        public let overviews: [Image]
    }

    /// The image of one resolution.
    public struct Image: Sendable, Hashable, Codable {
        /// Columns and rows.
        public let size: Size
        /// Columns and rows of each tile or strip.
        public let blockSize: Size
        /// Whether it has a mask.
        public let hasMask: Bool
        /// Where its directory stands.
        public let directoryOffset: UInt64
        /// Where its first block stands; `nil` where none was ever written.
        public let dataOffset: UInt64?
    }

    /// There is nothing to be told.
    public let options: Options

    /// The check.
    public init(options: Options = Options()) { self.options = options }

    /// Checks a file, which takes no time to speak of. There are no warnings but those in the report.
    ///
    /// - Throws: ``COGValidationError`` where there is nothing to check: the file cannot be read, is no TIFF file, or
    ///   is so damaged that its images cannot be found.
    public func run(
        _ input: RasterInput, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(COGValidationError) -> Report {
        do {
            return try report(on: input)
        } catch {
            throw COGValidationError(path: input.name, reason: error)
        }
    }

    private func report(on input: RasterInput) throws(TIFFError) -> Report {
        let source = try mapError(to: TIFFError.init, try input.bytes())
        let structure = try TIFFStructure(of: source)
        let pyramid = try ImagePyramid(of: structure)
        var findings = COGFindings()

        let ghostArea: GhostArea?
        do {
            ghostArea = try GhostArea(of: source, header: structure.header)
        } catch {
            ghostArea = nil
            findings.errors.append("\(error)")
        }
        try findings.checkOpening(input, pyramid)
        if let path = input.path { findings.checkSidecars(of: path) }
        findings.checkSizes(of: pyramid)
        findings.checkStart(of: structure, ghostArea)
        findings.checkOrder(of: pyramid)
        findings.errors += try pyramid.blockErrors(ghostArea, in: source)

        let firstBlock = pyramid.levels.compactMap(\.dataOffset).min()
        return Report(
            input: input.name, valid: findings.errors.isEmpty && findings.warnings.isEmpty, errors: findings.errors,
            warnings: findings.warnings, isBigTIFF: structure.header.variant == .big,
            headerBytes: firstBlock ?? UInt64(source.size), structuralMetadata: ghostArea?.settings ?? [],
            image: Image(pyramid.full), overviews: pyramid.overviews.map(Image.init))
    }
}

extension COGValidation.Image {
    init(_ level: ImagePyramid.Level) {
        size = Size(width: level.blocks.width, height: level.blocks.height)
        blockSize = Size(width: level.blocks.blockWidth, height: level.blocks.blockHeight)
        hasMask = level.mask != nil
        directoryOffset = level.directoryOffset
        dataOffset = level.dataOffset
    }
}

/// A file that could not be checked: it cannot be read, or is no TIFF file whose structure could be followed.
public struct COGValidationError: Explained, Hashable {
    /// The file.
    public let path: String
    /// Why.
    public let reason: TIFFError

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong.
    public var explanation: Explanation { "cannot check '\(path)': \(reason)" }
}
