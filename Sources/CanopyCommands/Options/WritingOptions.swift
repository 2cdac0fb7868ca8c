internal import ArgumentParser
internal import COGEncoding

/// How a Cloud Optimized GeoTIFF is written.
struct WritingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Compress tiles by this method.", valueName: "method"))
    var compress = Compression.deflate

    @Option(
        help: ArgumentHelp(
            "Compress so hard: deflate 1 to 12, zstd 1 to 22, by default 1. For webp and jpeg it is the quality in percent, 1 to 100, by default 75.",
            valueName: "n"),
        transform: Number.whole(in: 1...100))
    var level: Int?

    @Option(
        help: ArgumentHelp(
            "Store differences of neighboring pixels, with deflate, zstd or lzw. 'auto' tries both on a sample of the raster's tiles.",
            valueName: "when"))
    var predictor = PredictorChoice.auto

    @Option(
        help: ArgumentHelp(
            "Make tiles of so many pixels a side. By default 512, or less for a raster one of whose levels is exactly one tile wide.",
            valueName: "pixels"))
    var blockSize: BlockSize?

    @Option(
        help: ArgumentHelp(
            "Make overviews by this method. 'auto' takes the mean of the valid pixels, and the nearest one for palettes and classes.",
            valueName: "method"))
    var overviewResampling = OverviewResampling.auto

    @Option(
        help: ArgumentHelp(
            "Write a BigTIFF. 'auto' does where the finished file needs it; 'no' refuses a raster that may not fit.",
            valueName: "when"))
    var bigtiff = BigTIFFChoice.auto

    @OptionGroup
    var resources: ResourceOptions

    mutating func validate() throws {
        guard predictor != .yes || compress.takesPredictor else {
            throw ValidationError("--predictor yes has no meaning with --compress \(compress.rawValue); leave it out")
        }
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

    /// The options as the writer takes them.
    var writing: COGOptions {
        var writing = resources.writing
        writing.compression = compress
        writing.level = level
        writing.predictor = predictor
        writing.blockSize = blockSize?.rawValue
        writing.overviewResampling = overviewResampling
        writing.bigTIFF = bigtiff
        return writing
    }
}
