import CanopyCameras
import CanopyTesting
import Diagnostics
import Raster
import RasterIO

/// A terrain model in degrees and cameras above it, whose places are known by hand.
struct Site {
    let folder: TemporaryFolder
    static let corner = (longitude: -82.0, latitude: 27.1)
    static let step = 1e-5
    static let frame = Frame(around: Place(longitude: -81.9998, latitude: 27.0999, height: 120))

    /// The ground of a pixel.
    static func ground(_ column: Int, _ row: Int) -> Double { 100 + Double(column) + Double(row) / 64 }

    /// A place above the middle of a pixel, whether or not the model has it.
    static func place(_ column: Int, _ row: Int, height: Double = 200) -> Place {
        Place(
            longitude: corner.longitude + (Double(column) + 0.5) * step,
            latitude: corner.latitude - (Double(row) + 0.5) * step, height: height)
    }

    static func terrain(
        width: Int = 40, height: Int = 30, type: PixelType = .float32, validity: Validity = .nodata(.real(-9999)),
        crs: String? = "EPSG:4326"
    ) throws -> RasterFixture {
        try RasterFixture(
            width: width, height: height, type: type, validity: validity, crs: crs,
            transform: GeoTransform(
                originX: corner.longitude, pixelWidth: step, originY: corner.latitude, pixelHeight: -step)
        ) { column, row, _ in ground(column, row) }
    }

    /// Locates cameras and gives the report and the table.
    func locate(
        _ list: String, above terrain: RasterFixture? = nil, _ change: (inout Cameras.Options) -> Void = { _ in }
    ) async throws -> (report: Cameras.Report, table: CameraTable) {
        let report = try run(list, above: terrain, change)
        return (report, try await CameraTable(folder("out.gpkg")))
    }

    @discardableResult
    func run(
        _ list: String, above terrain: RasterFixture? = nil, _ change: (inout Cameras.Options) -> Void = { _ in }
    ) throws -> Cameras.Report {
        try folder.file("cameras.xml", list)
        try (terrain ?? Self.terrain()).write(to: folder("dtm.tif"))
        var options = Cameras.Options()
        options.overwrite = true
        change(&options)
        return try Cameras(options: options).run(files)
    }

    var files: Cameras.Files {
        Cameras.Files(
            cameras: RasterInput(folder("cameras.xml")), dtm: RasterInput(folder("dtm.tif")), output: folder("out.gpkg")
        )
    }

    /// The sentence of the error that a list ends in.
    func problem(_ list: String, above terrain: RasterFixture? = nil) throws -> String {
        do {
            try run(list, above: terrain)
            return ""
        } catch let error as CamerasError { return error.description.replacing(folder.path + "/", with: "") }
    }
}

/// A list with one chunk and one component.
func list(_ cameras: [(label: String, place: Place?)], reference: String? = Chunk.geographic) -> String {
    cameraList(
        Chunk(
            components: [("0", Site.frame)], reference: reference,
            cameras: cameras.map { Site.frame.camera($0.label, at: $0.place) }.joined()))
}
