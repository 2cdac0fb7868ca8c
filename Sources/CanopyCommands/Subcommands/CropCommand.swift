internal import ArgumentParser
internal import COGEncoding
internal import CanopyCrop
internal import Files
internal import Raster
internal import Stores

/// `canopy crop`.
struct CropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crop",
        abstract: "Crop rasters to a boundary.",
        usage: """
            canopy crop <input> --boundary <file> --output <file> [<options>]
            canopy crop <input> ... --boundary <file> --output-dir <dir> [<options>]
            canopy crop <input> ... --bbox <sides> --output-dir <dir> [<options>]
            """,
        discussion: """
            The result is a window of the input's own grid: pixels inside the boundary keep their values to the bit, \
            those outside become transparent or nodata. It is written as a Cloud Optimized GeoTIFF.
            """)

    @Argument(
        help: ArgumentHelp(
            "The rasters: files, s3://BUCKET/KEY, or files of rclone's remotes, REMOTE:PATH.", valueName: "input"),
        completion: .file(extensions: ["tif", "tiff"]))
    var inputs: [String]

    @Option(
        help: ArgumentHelp(
            "Take the polygons in this file for the boundary: a GeoPackage, GeoJSON, FlatGeobuf, KML, KMZ or Shapefile, which may be zipped; also s3://BUCKET/KEY or REMOTE:PATH.",
            valueName: "file"),
        completion: .file(extensions: ["gpkg", "geojson", "fgb", "shp", "kml", "kmz", "zip"]))
    var boundary: String?

    @Option(parsing: .unconditional, help: Settings.bbox.help)
    var bbox: BoxSides?

    @Option(help: Settings.bboxCRS.help)
    var bboxCRS: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Let the boundary grow by so many meters on all sides, or shrink where that is less than 0.",
            valueName: "meters"),
        transform: Number.finite)
    var buffer: Double?

    @Option(help: Settings.features.help)
    var features = FeatureCombination.union

    @Option(
        help: ArgumentHelp(
            "Take only the features that meet this SQL condition. By default all.", valueName: "condition"))
    var `where`: String?

    @Option(
        help: ArgumentHelp(
            "Take the features of this layer. By default the first one with polygons.", valueName: "name"),
        completion: Completions.layers)
    var layer: String?

    @Option(
        help: ArgumentHelp(
            "Use this coordinate system, such as EPSG:32610, where what is read lacks one.",
            valueName: "crs"))
    var assumeCRS: String?

    @Flag(help: "Count every pixel as inside that the boundary touches, not only those whose center is inside.")
    var allTouched = false

    @Option(
        help: ArgumentHelp("Treat this band, counted from 1, as alpha though it is not declared so.", valueName: "n"),
        transform: Number.whole(in: 1...65535))
    var alphaBand: Int?

    @Option(help: ArgumentHelp("Write a Cloud Optimized GeoTIFF or a plain one.", valueName: "format"))
    var format = OutputFormat.cog

    @OptionGroup(title: "Output options")
    var output: OutputOptions

    @OptionGroup(title: "COG options")
    var cog: WritingOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    /// What is cropped to what: results keep their inputs' names.
    func jobs() throws -> [OutputOptions.Job] { try output.jobs(for: inputs, making: .geoTIFF) }

    mutating func validate() throws {
        _ = try jobs()
        switch (boundary, bbox) {
        case (nil, nil): throw ValidationError("say what to crop to: --boundary for a file, --bbox for a rectangle")
        case (.some, .some): throw ValidationError("--boundary and --bbox exclude each other; leave one out")
        default: break
        }
        if bbox == nil, bboxCRS != nil {
            throw ValidationError("--bbox-crs has no meaning without --bbox; leave it out")
        }
        if bbox != nil, layer != nil || `where` != nil {
            throw ValidationError("--layer and --where have no meaning with --bbox; leave them out")
        }
        guard format == .cog || cog.overviewResampling == .auto else {
            throw ValidationError("--overview-resampling has no meaning with --format gtiff; leave it out")
        }
    }

    func run() async throws {
        var options = Crop.Options()
        options.boundary.layer = layer
        options.boundary.filter = `where`
        options.boundary.combination = features
        options.boundary.assumedCRS = assumeCRS
        options.boundary.buffer = buffer
        options.rule = allTouched ? .allTouched : .center
        options.alphaBand = alphaBand
        options.writing = cog.writing
        options.writing.format = format
        options.overwrite = output.single.overwrite
        let jobs = try jobs()
        let box = bbox?.box(in: bboxCRS)
        let missing = try boundary.flatMap { path in
            try path == StandardStream.name || StoreLocation.remote(path) != nil || Path.exists(path)
                ? nil : CropError.missingBoundary(path).description
        }
        try await general.runEach(
            "crop",
            FileWork(Crop(options: options)) {
                Crop.Files(
                    input: $0.rasters[0], within: box.map(Crop.Outline.box) ?? .file($0.boundary), output: $0.output)
            },
            on: jobs.map { FileNames(inputs: [$0.input], boundary: boundary, output: $0.output) },
            overwrite: options.overwrite, making: output.folder, within: cog.resources.budget,
            besides: [missing].compactMap(\.self))
    }
}
