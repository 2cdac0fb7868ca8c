internal import ArgumentParser

/// How a Cloud Optimized GeoTIFF is written.
struct COGOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Compress tiles by this method.", valueName: "method"))
    var compress = Compression.deflate

    @Option(
        help: ArgumentHelp(
            "Compress so hard: deflate 1 to 12, zstd 1 to 22. For webp and jpeg it is the quality, 1 to 100.",
            valueName: "n"),
        transform: Number.whole(in: 1...100))
    var level: Int?

    @Option(
        help: ArgumentHelp(
            "Store differences of neighboring pixels. 'auto' tries both on a sample of the raster's tiles.",
            valueName: "when"))
    var predictor = Choice.auto

    @Option(help: ArgumentHelp("Make tiles of so many pixels a side.", valueName: "pixels"))
    var blockSize = BlockSize.middle

    @Option(
        help: ArgumentHelp(
            "Make overviews by this method. 'auto' takes the mean of the valid pixels, and the nearest one for palettes and classes.",
            valueName: "method"))
    var overviewResampling = Resampling.auto

    @Option(
        help: ArgumentHelp(
            "Write a BigTIFF. 'auto' does where the finished file needs it; 'no' refuses a raster that may not fit.",
            valueName: "when"))
    var bigtiff = Choice.auto

    @OptionGroup
    var resources: ResourceOptions

    mutating func validate() throws {
        guard let level else { return }
        guard let levels = compress.levels else {
            throw ValidationError("--level has no meaning with --compress \(compress.rawValue); leave it out")
        }
        guard levels.contains(level) else {
            throw ValidationError(
                "--level is \(levels.lowerBound) to \(levels.upperBound) with --compress \(compress.rawValue), not \(level)"
            )
        }
    }
}

/// The methods of `--compress`.
enum Compression: String, CaseIterable, ExpressibleByArgument {
    case deflate, zstd, lzw, lerc, webp, jpeg, none

    /// The levels or qualities of the method; `nil` where it has none.
    var levels: ClosedRange<Int>? {
        switch self {
        case .deflate: 1...12
        case .zstd: 1...22
        case .webp, .jpeg: 1...100
        case .lzw, .lerc, .none: nil
        }
    }
}

/// The sides that tiles may have, in pixels.
enum BlockSize: Int, CaseIterable, ExpressibleByArgument {
    case smallest = 128
    case small = 256
    case middle = 512
    case large = 1024
}

/// The methods of `--overview-resampling`.
enum Resampling: String, CaseIterable, ExpressibleByArgument {
    case auto, average, nearest, mode, bilinear, cubic, lanczos
}

/// Yes, no, or whatever is better.
enum Choice: String, CaseIterable, ExpressibleByArgument {
    case auto, yes, no
}
