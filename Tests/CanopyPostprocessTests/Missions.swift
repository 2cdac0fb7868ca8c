import CanopyPostprocess
import CanopyTesting
import Files
import Foundation
import GDAL
import Raster
import Stores

/// Small missions in a folder of a test, and runs over them.
struct Missions {
    let folder: TemporaryFolder

    init(_ folder: TemporaryFolder) throws {
        self.folder = folder
        try folder.folder("data")
        try folder.folder("boundaries")
    }

    /// Columns and rows of all rasters, of a meter each.
    static let size = Size(width: 24, height: 20)
    private static let corner = Point(x: 500_000, y: 4_400_000)

    // MARK: What goes in

    /// A height model that rises from `base` by one with each column; pixels in `holes` are not valid.
    @discardableResult
    func raster(
        _ mission: String, _ type: String, _ base: Float = 10, extension: String = "tif", holes: Range<Int> = 0..<0
    ) throws -> String {
        let path = try folder.folder("data/" + mission) + "/\(mission)_\(type).\(`extension`)"
        let band = BandProfile()
        let transform = GeoTransform(
            originX: Self.corner.x, pixelWidth: 1, originY: Self.corner.y, pixelHeight: -1)
        let crs = try SpatialReference(named: "EPSG:32610").wkt
        let dataset = try Dataset.create(path, size: Self.size, bands: 1, type: .float32)
        try dataset.describe(
            as: RasterProfile(
                size: Self.size, type: .float32, bands: [band], validity: .nodata(.real(-9999)),
                georeference: Georeference(transform: transform, crs: crs)))
        let buffer = PixelBuffer(type: .float32, size: Self.size, bands: 1)
        for (index, _) in buffer.samples(as: Float.self).enumerated() {
            let column = index % Self.size.width
            buffer.samples(as: Float.self)[index] = holes.contains(column) ? -9999 : base + Float(column)
        }
        try dataset.write(Window(Self.size), from: buffer)
        try dataset.close()
        return path
    }

    /// A file that is no raster, whatever it is called.
    @discardableResult
    func file(_ mission: String, _ name: String, _ text: String = "some text") throws -> String {
        try folder.file("data/\(mission)/\(name)", text)
    }

    /// Puts a list of cameras into a mission: above the middles of these pixels, about 90 m above the ground of the terrain
    /// model, each a decimeter higher than the one before.
    func cameras(
        _ mission: String, at columns: [Int] = Array(1...20), base: Double = 10,
        reference: String = "GEOGCS[\"WGS 84\"]"
    ) throws {
        var x = columns.map { Self.corner.x + 0.5 + Double($0) }
        var y = columns.map { _ in Self.corner.y - 0.5 }
        var z = columns.enumerated().map { base + Double($1) + 90 + 0.1 * (Double($0) - Double(columns.count - 1) / 2) }
        try Transformation(from: SpatialReference(named: "EPSG:32610"), to: SpatialReference(named: "EPSG:4978"))
            .apply(&x, &y, &z)
        let list = columns.indices.map { number in
            "<camera component_id='0' label='DJI_\(number).JPG'><transform>1 0 0 \(x[number]) 0 1 0 \(y[number]) 0 0 1 "
                + "\(z[number]) 0 0 0 1</transform></camera>"
        }
        try file(
            mission, "\(mission)_cameras.xml",
            """
            <document><chunk label='c'><components><component id='0'><transform><rotation>1 0 0 0 1 0 0 0 1</rotation>\
            <translation>0 0 0</translation><scale>1</scale></transform></component></components>
            <cameras>\(list.joined(separator: "\n"))</cameras><reference>\(reference)</reference></chunk></document>
            """)
    }

    /// The outline of all missions of a base name: inside the rasters, 16 by 12 pixels, once for each shift to the east.
    @discardableResult
    func boundary(_ base: String, shifts: [Double] = [0]) throws -> String {
        let path = try folder.folder("boundaries/\(base)/metadata-mission") + "/\(base)_mission-metadata.gpkg"
        let features = shifts.map { shift in
            let (west, north) = (Self.corner.x + 4 + shift, Self.corner.y - 4)
            return VectorFeature(
                wkt:
                    "POLYGON ((\(west) \(north), \(west + 16) \(north), \(west + 16) \(north - 12), \(west) \(north - 12), "
                    + "\(west) \(north)))")
        }
        try VectorFile.create(path, layers: [VectorLayer(name: "mission", crs: "EPSG:32610", features: features)])
        return path
    }

    /// A mission with two models, a report and a boundary.
    func usual(_ mission: String, base: String) throws {
        try raster(mission, "dsm-ptcloud", 30)
        try raster(mission, "dtm-ptcloud", 10)
        try file(mission, "\(mission)_report.pdf", "the report of \(mission)")
        try boundary(base)
    }

    // MARK: What comes out

    /// Where something of a mission is published.
    func out(_ key: String) -> String { folder("out/" + key) }

    /// All published files, by their keys.
    func published() throws -> [String] { try files(in: folder("out")) }

    /// What is in them.
    func contents() throws -> [String: Data] {
        let names = try published()
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: out($0)))) })
    }

    func files(in path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { !Path.isFolder(path + "/" + $0) }.sorted()
    }

    // MARK: Runs

    /// The stores of this folder.
    func locations(_ change: (inout Postprocess.Locations) -> Void = { _ in }) -> Postprocess.Locations {
        var locations = Postprocess.Locations(
            input: StoreLocation(path: folder("data")), boundaries: StoreLocation(path: folder("boundaries")),
            output: StoreLocation(path: folder("out")))
        change(&locations)
        return locations
    }

    /// Options for this folder.
    func options(_ change: (inout Postprocess.Options) -> Void = { _ in }) -> Postprocess.Options {
        var options = Postprocess.Options()
        options.workingDirectory = folder("work")
        change(&options)
        return options
    }

    /// Processes the missions, those of this folder's stores unless others are given.
    func run(
        at locations: Postprocess.Locations? = nil, _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> Postprocess.Report {
        try await Postprocess(options: options(change)).run(locations ?? self.locations())
    }

    /// Processes the missions and gives the report of the only one.
    func runOne(
        at locations: Postprocess.Locations? = nil, _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> Postprocess.MissionReport {
        let report = try await run(at: locations, change)
        guard let mission = report.missions.first, report.missions.count == 1 else { throw NotOne(report: report) }
        return mission
    }

    struct NotOne: Error {
        let report: Postprocess.Report
    }
}

/// Gives `body` a folder for missions that is removed when it ends.
func withMissions<Result>(_ body: (Missions) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { try await body(try Missions($0)) }
}

/// The samples of a raster's first band, row by row.
func samples(_ path: String) throws -> [Float] {
    let dataset = try Dataset.open(path)
    let buffer = PixelBuffer(type: .float32, size: dataset.size, bands: 1)
    try dataset.read(Window(dataset.size), bands: [0], into: buffer)
    return Array(buffer.samples(as: Float.self))
}
