internal import ArgumentParser
internal import CanopyThumb
internal import RasterIO

/// `canopy thumb`.
struct ThumbCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumb",
        abstract: "Draw rasters as small PNG images.",
        usage: """
            canopy thumb <input> --output <file> [<options>]
            canopy thumb <input> ... --output-dir <dir> [<options>]
            """,
        discussion: """
            Pixels that are not valid become transparent. Rasters of three and more bands are drawn in color; for \
            others the type in the file's name decides, as in '01_mission_chm.tif'. \
            Rasters in color have no scale, so that neither --range nor --legend means anything for them.
            """)

    @Argument(
        help: ArgumentHelp(
            "The rasters: files, s3://BUCKET/KEY, or files of rclone's remotes, REMOTE:PATH.", valueName: "input"),
        completion: .file(extensions: ["tif", "tiff"]))
    var inputs: [String]

    @Option(help: Settings.maxDim.help, transform: Number.whole(in: Thumb.Options.sizes))
    var maxDim = Thumb.Options().maxDim

    @Option(help: Settings.thumbStyle.help)
    var style = Style.auto

    @Option(
        help: ArgumentHelp(
            "Color the values from LOW to HIGH, in the raster's unit, by all of the scale: so several rasters have one. By default each goes by its own values.",
            valueName: "low,high"), transform: StretchRange.read)
    var range: StretchRange?

    @Flag(help: "Put a legend below the picture: the scale's colors and values, with their unit if that is m or ft.")
    var legend = false

    @OptionGroup
    var limit: MemoryOptions

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    /// What is drawn where: images have their rasters' names, with another extension.
    func jobs() throws -> [OutputOptions.Job] {
        try output.jobs(for: inputs, making: .png) { name in
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            return (dot == name.startIndex ? name : String(name[..<dot])) + ".png"
        }
    }

    mutating func validate() throws { _ = try jobs() }

    func run() async throws {
        var options = Thumb.Options()
        options.maxDim = maxDim
        options.style = style
        options.range = range
        options.legend = legend
        options.overwrite = output.single.overwrite
        options.memory = limit.budget.pixels
        let jobs = try jobs()
        try await general.runEach(
            "thumb", FileWork(Thumb(options: options)) { Conversion(input: $0.rasters[0], output: $0.output) },
            on: jobs.map { FileNames(inputs: [$0.input], output: $0.output) },
            overwrite: options.overwrite, making: output.folder, within: limit.budget)
    }
}
