internal import ArgumentParser
internal import COGEncoding

/// How a Cloud Optimized GeoTIFF is written.
struct WritingOptions: ParsableArguments {
    @Option(help: Settings.compress.help)
    var compress = Compression.deflate

    @Option(Settings.level)
    var level: Int?

    @Option(help: Settings.predictor.help)
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
        if let flaw = Self.flaw(compress, level, predictor) { throw ValidationError(flaw) }
    }

    /// What does not go together in the way that files are compressed, as a sentence.
    static func flaw(_ compress: Compression, _ level: Int?, _ predictor: PredictorChoice) -> String? {
        if predictor == .yes, !compress.takesPredictor {
            return "--predictor yes has no meaning with --compress \(compress.rawValue); leave it out"
        }
        guard let level else { return nil }
        guard let levels = compress.levels else {
            return "--level has no meaning with --compress \(compress.rawValue); leave it out"
        }
        return levels.contains(level)
            ? nil
            : "--level is \(levels.lowerBound) to \(levels.upperBound) with --compress \(compress.rawValue), not \(level)"
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
