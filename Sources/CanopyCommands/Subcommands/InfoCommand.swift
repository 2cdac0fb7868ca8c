internal import ArgumentParser
internal import CanopyInfo

/// `canopy info`.
struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Tell what rasters say about themselves.",
        usage: "canopy info <file> ... [<options>]",
        discussion: """
            Grid, coordinate reference system, bands, what marks pixels that are not valid, storage and overviews, and \
            whether the file is a valid Cloud Optimized GeoTIFF. No pixel is read.
            """)

    @Argument(
        help: ArgumentHelp(
            "The rasters: files, s3://BUCKET/KEY, or files of rclone's remotes, REMOTE:PATH.", valueName: "file"),
        completion: .file(extensions: ["tif", "tiff"]))
    var files: [String]

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        try await general.runEach("info", FileWork(Info()) { $0.rasters[0] }, on: files.map { FileNames(inputs: [$0]) })
    }
}
