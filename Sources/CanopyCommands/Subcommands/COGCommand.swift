internal import ArgumentParser
internal import CanopyCOG
internal import RasterIO

/// `canopy cog`.
struct COGCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cog",
        abstract: "Write rasters as Cloud Optimized GeoTIFFs, or check whether files are such.",
        usage: """
            canopy cog <input> --output <file> [<options>]
            canopy cog <input> ... --output-dir <dir> [<options>]
            canopy cog --validate <file> ...
            """,
        discussion: """
            The result has overviews down to one tile and its statistics inside. With --validate nothing is written; \
            the exit status is 2 if a file is no valid Cloud Optimized GeoTIFF.
            """)

    @Argument(
        help: ArgumentHelp(
            "The rasters to convert, or the files to check; also s3://BUCKET/KEY or REMOTE:PATH.", valueName: "input"),
        completion: .file(extensions: ["tif", "tiff"]))
    var inputs: [String]

    @Flag(name: .customLong("validate"), help: "Check the files instead of writing any.")
    var checks = false

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "COG options")
    var cog: WritingOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    /// What is rewritten where: results keep their inputs' names.
    func jobs() throws -> [OutputOptions.Job] { try output.jobs(for: inputs, making: .geoTIFF) }

    mutating func validate() throws {
        if !checks {
            _ = try jobs()
        } else if let option = output.place {
            throw ValidationError("--validate writes nothing; leave out \(option)")
        }
    }

    func run() async throws {
        if checks { return try await check() }
        var options = COG.Options()
        options.writing = cog.writing
        options.overwrite = output.single.overwrite
        let work = FileWork(COG(options: options)) { Conversion(input: $0.rasters[0], output: $0.output) }
        let files = try jobs().map { FileNames(inputs: [$0.input], output: $0.output) }
        if output.single.output != nil {
            try await general.run(
                "cog", work, on: files[0], overwrite: options.overwrite, within: cog.resources.budget)
        } else {
            try await general.runEach(
                "cog", work, on: files, overwrite: options.overwrite, making: output.folder,
                within: cog.resources.budget)
        }
    }

    private func check() async throws {
        try await general.runEach(
            "cog", FileWork(COGValidation(), passes: { $0.valid }) { $0.rasters[0] },
            on: inputs.map { FileNames(inputs: [$0]) }, within: cog.resources.budget)
    }
}
