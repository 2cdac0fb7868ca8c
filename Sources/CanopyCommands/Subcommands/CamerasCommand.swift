internal import ArgumentParser
internal import CanopyCameras

/// `canopy cameras`.
struct CamerasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cameras",
        abstract: "Tell where the cameras of a mission were, and how high above the ground.",
        usage: "canopy cameras <cameras> --dtm <dtm> --output <file> [<options>]",
        discussion: """
            Of Metashape's list of cameras and a terrain model a GeoPackage of points is made, a row for each camera. \
            The ground is the pixel of the model that contains the camera; heights are taken in the model's system.
            """)

    @Argument(
        help: "The list of cameras, as Metashape exports it: a file, s3://BUCKET/KEY or REMOTE:PATH.",
        completion: .file(extensions: ["xml"]))
    var cameras: String

    @Option(
        help: ArgumentHelp(
            "Take the ground from this terrain model: a file, s3://BUCKET/KEY or REMOTE:PATH.", valueName: "dtm"),
        completion: .file(extensions: ["tif", "tiff"]))
    var dtm: String

    @OptionGroup
    var limit: MemoryOptions

    @OptionGroup(title: "Output options")
    var output: SingleOutputOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws { _ = try output.required(making: .geoPackage) }

    func run() async throws {
        var options = Cameras.Options()
        options.overwrite = output.overwrite
        options.memory = limit.budget.pixels
        try await general.run(
            "cameras",
            FileWork(Cameras(options: options)) {
                Cameras.Files(cameras: $0.rasters[0], dtm: $0.rasters[1], output: $0.output)
            },
            on: FileNames(inputs: [cameras, dtm], output: try output.required(making: .geoPackage)),
            overwrite: options.overwrite, within: limit.budget)
    }
}
