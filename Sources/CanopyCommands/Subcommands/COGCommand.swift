internal import ArgumentParser
internal import CanopyCOG
internal import RasterIO

/// `canopy cog`.
struct COGCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cog",
        abstract: "Write a raster as a Cloud Optimized GeoTIFF, or check whether files are such.",
        usage: """
            canopy cog <input> --output <file> [<options>]
            canopy cog --validate <file> ...
            """,
        discussion: """
            The result has overviews down to one tile and its statistics inside. With --validate nothing is written; \
            the exit status is 2 if a file is no valid Cloud Optimized GeoTIFF.
            """)

    @Argument(
        help: ArgumentHelp(
            "The raster to convert, or the files to check; also s3://BUCKET/KEY or REMOTE:PATH.", valueName: "input"),
        completion: .file(extensions: ["tif", "tiff"]))
    var inputs: [String]

    @Flag(name: .customLong("validate"), help: "Check the files instead of writing one.")
    var checks = false

    @OptionGroup(title: "Output options")
    var output: SingleOutputOptions

    @OptionGroup(title: "COG options")
    var cog: WritingOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws {
        if checks {
            if output.output != nil { throw ValidationError("--validate writes nothing; leave out --output") }
        } else {
            _ = try output.required()
            guard inputs.count == 1 else {
                throw ValidationError("one raster at a time becomes a file, not \(inputs.count); use one call for each")
            }
        }
    }

    func run() async throws {
        if checks { return try await check() }
        var options = COG.Options()
        options.writing = cog.writing
        options.overwrite = output.overwrite
        try await general.run(
            "cog", FileWork(COG(options: options)) { Conversion(input: $0.rasters[0], output: $0.output) },
            on: FileNames(inputs: inputs, output: try output.required()),
            overwrite: options.overwrite, within: cog.resources.budget)
    }

    private func check() async throws {
        try await general.runEach(
            "cog", FileWork(COGValidation(), passes: { $0.valid }) { $0.rasters[0] },
            on: inputs.map { FileNames(inputs: [$0]) }, within: cog.resources.budget)
    }
}
