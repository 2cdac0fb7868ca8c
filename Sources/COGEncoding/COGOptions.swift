internal import Raster

/// How the pixels of a GeoTIFF are compressed.
public enum Compression: String, CaseIterable, Hashable, Sendable, Codable {
    /// Lossless; read by everything.
    case deflate
    /// Lossless; faster and a little smaller, not read by older software.
    case zstd
    /// Lossless; what photogrammetry software exports.
    case lzw
    /// Lossless here (error bound 0).
    case lerc
    /// Lossy pictures of 8 bits with 3 or 4 bands.
    case webp
    /// Lossy pictures of 8 bits with 1 or 3 bands; alpha becomes a mask.
    case jpeg
    /// Not at all.
    case none

    /// Whether a predictor can precede the compression.
    public var takesPredictor: Bool { self == .deflate || self == .zstd || self == .lzw }

    /// The levels that ``COGOptions/level`` may name: effort, or quality for the lossy ones; `nil` where there are none.
    public var levels: ClosedRange<Int>? {
        switch self {
        case .deflate: 1...12
        case .zstd: 1...22
        case .webp, .jpeg: 1...100
        case .lzw, .lerc, .none: nil
        }
    }

    /// The level where none is asked for: the first one after a predictor makes smaller files than the usual ones without,
    /// in a quarter of the time.
    public var defaultLevel: Int? {
        switch self {
        case .deflate, .zstd: 1
        case .lzw, .lerc, .webp, .jpeg, .none: nil
        }
    }

    /// GDAL's name.
    var gdal: String { rawValue.uppercased() }
}

/// Whether pixels are stored as differences from their neighbors.
public enum PredictorChoice: String, CaseIterable, Hashable, Sendable, Codable {
    /// Whatever makes a sample of the raster's own tiles smaller.
    case auto
    /// Differences: horizontal ones for integers, of bytes for floating-point numbers.
    case yes
    /// The pixels themselves.
    case no
}

/// Whether the file uses 64-bit offsets.
public enum BigTIFFChoice: String, CaseIterable, Hashable, Sendable, Codable {
    /// Where the file would not fit into 4 GiB without.
    case auto
    /// Always.
    case yes
    /// Never; refused where the file might not fit.
    case no
}

/// How overviews are computed.
public enum OverviewResampling: String, CaseIterable, Hashable, Sendable, Codable {
    /// The mean of the valid pixels, or the nearest one for palettes and classes.
    case auto
    /// The mean of the valid pixels.
    case average
    /// The nearest pixel.
    case nearest
    /// GDAL's bilinear kernel.
    case bilinear
    /// GDAL's cubic kernel; may make values that are not there.
    case cubic
    /// GDAL's Lanczos kernel; may make values that are not there.
    case lanczos
    /// The most frequent value.
    case mode

    /// The reduction that canopy computes itself for a raster; `nil` where GDAL does it.
    func reduction(for profile: RasterProfile) -> OverviewKernel? {
        switch self {
        case .auto: profile.bands.contains(where: \.isClassified) ? .nearest : .average
        case .average: .average
        case .nearest: .nearest
        case .bilinear, .cubic, .lanczos, .mode: nil
        }
    }

    /// GDAL's name for it, as the file's metadata has it.
    func name(for profile: RasterProfile) -> String {
        (reduction(for: profile)?.rawValue ?? rawValue).uppercased()
    }
}

/// Which file is laid out around the pixels.
public enum OutputFormat: String, CaseIterable, Hashable, Sendable, Codable {
    /// A Cloud Optimized GeoTIFF.
    case cog
    /// A tiled GeoTIFF without overviews.
    case gtiff
}

/// How rasters are written. Every default is here.
public struct COGOptions: Hashable, Sendable, Codable {
    /// The compression.
    public var compression = Compression.deflate
    /// Its level, within ``Compression/levels``; ``Compression/defaultLevel`` if `nil`.
    public var level: Int?
    /// Whether differences are stored.
    public var predictor = PredictorChoice.auto

    /// The same with a compression that holds every raster.
    public var forAnything: COGOptions {
        var options = self
        options.compression = .deflate
        options.level = nil
        options.predictor = .auto
        return options
    }
    /// The side of a tile in pixels: a power of two from 128 to 1024. ``usualBlockSize`` if `nil`, or the next smaller one
    /// that suits the raster, of which a user who asked for none is not told.
    public var blockSize: Int?
    /// How overviews are computed.
    public var overviewResampling = OverviewResampling.auto
    /// Whether offsets have 64 bits.
    public var bigTIFF = BigTIFFChoice.auto
    /// What is laid out.
    public var format = OutputFormat.cog
    /// Threads at work; never changes the result.
    public var jobs = 1
    /// Bytes of memory for pixels.
    public var memory = 512 << 20

    /// How many threads can be at work.
    public static let jobCounts = 1...1024
    /// The side of a tile where none is asked for.
    public static let usualBlockSize = 512
    /// The sides that a tile can have.
    static let blockSizes = [128, 256, 512, 1024]

    /// The side of a tile.
    var side: Int { blockSize ?? Self.usualBlockSize }

    /// The defaults.
    public init() {}

    /// What is wrong with the options by themselves, in a sentence each.
    public var validationErrors: [String] {
        var validationErrors: [String] = []
        if !Self.blockSizes.contains(side) {
            validationErrors.append("a block size of \(side) is none of 128, 256, 512 and 1024")
        }
        if let level {
            if let levels = compression.levels {
                if !levels.contains(level) {
                    validationErrors.append(
                        "\(compression.rawValue) takes levels from \(levels.lowerBound) to \(levels.upperBound), not \(level)"
                    )
                }
            } else {
                validationErrors.append("\(compression.rawValue) takes no level")
            }
        }
        if predictor == .yes, !compression.takesPredictor {
            validationErrors.append("\(compression.rawValue) takes no predictor")
        }
        if format == .gtiff, overviewResampling != .auto {
            validationErrors.append(
                "a plain GeoTIFF has no overviews that could be made by \(overviewResampling.rawValue)")
        }
        if !Self.jobCounts.contains(jobs) {
            validationErrors.append(
                "jobs are \(Self.jobCounts.lowerBound) to \(Self.jobCounts.upperBound), not \(jobs)")
        }
        if memory < 0 { validationErrors.append("there cannot be \(memory) bytes of memory") }
        return validationErrors
    }
}
