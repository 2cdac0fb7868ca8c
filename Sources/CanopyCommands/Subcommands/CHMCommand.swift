internal import ArgumentParser
internal import CanopyCHM

/// `canopy chm`.
struct CHMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chm",
        abstract: "Make a canopy height model from a surface and a terrain model.",
        usage: "canopy chm <dsm> <dtm> --output <file> [<options>]",
        discussion: """
            Heights are DSM − DTM on the DSM's grid. A DTM on the same grid is subtracted as it is; on another one it \
            is resampled bilinearly, and only from valid pixels.
            """)

    @Argument(
        help: "The surface model: a file, s3://BUCKET/KEY or REMOTE:PATH.",
        completion: .file(extensions: ["tif", "tiff"]))
    var dsm: String

    @Argument(help: "The terrain model, likewise.", completion: .file(extensions: ["tif", "tiff"]))
    var dtm: String

    @Flag(help: "Subtract even where the models name different vertical reference systems or units.")
    var ignoreVertical = false

    @Option(
        help: ArgumentHelp(
            "Use this coordinate system, such as EPSG:32610, where what is read lacks one.", valueName: "crs"))
    var assumeCRS: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Raise lower heights to this one, in the unit of the models. By default none.", valueName: "height"),
        transform: Number.finite)
    var min: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Reduce greater heights to this one, in the unit of the models. By default none.", valueName: "height"),
        transform: Number.finite)
    var max: Double?

    @Option(
        name: .customLong(Settings.coverHeight.option), parsing: .unconditionalSingleValue,
        help: Settings.coverHeight.help, transform: CoverHeight.read)
    var coverHeights: [CoverHeight] = []

    @OptionGroup(title: "Output options")
    var output: SingleOutputOptions

    @OptionGroup(title: "COG options")
    var cog: WritingOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws {
        _ = try output.required(making: .geoTIFF)
        if let min, let max, min > max {
            throw ValidationError("--min \(min) is more than --max \(max); exchange them")
        }
    }

    func run() async throws {
        var options = CHM.Options()
        options.minimum = min
        options.maximum = max
        options.ignoreVertical = ignoreVertical
        options.assumedCRS = assumeCRS
        if !coverHeights.isEmpty { options.coverHeights = coverHeights }
        options.writing = cog.writing
        options.overwrite = output.overwrite
        try await general.run(
            "chm",
            FileWork(CHM(options: options)) {
                CHM.Files(dsm: $0.rasters[0], dtm: $0.rasters[1], output: $0.output)
            },
            on: FileNames(inputs: [dsm, dtm], output: try output.required(making: .geoTIFF)),
            overwrite: options.overwrite, within: cog.resources.budget)
    }
}
