internal import ArgumentParser
internal import CanopyInfo
internal import RasterIO

/// `canopy info`.
struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Tell what rasters say about themselves.",
        discussion: """
            Grid, coordinate reference system, bands, what marks pixels that are not valid, storage and overviews, and \
            whether the file is a valid Cloud Optimized GeoTIFF. No pixel is read.
            """)

    @Argument(
        help: ArgumentHelp("The rasters: files, or s3://BUCKET/KEY.", valueName: "file"),
        completion: .file(extensions: ["tif", "tiff"]))
    var files: [String]

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        try await general.runEach("info", Info(), on: try await RasterInput.named(files))
    }
}
