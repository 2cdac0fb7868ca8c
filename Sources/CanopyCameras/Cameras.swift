public import Diagnostics
internal import Files
internal import GDAL
internal import Raster
public import RasterIO

/// `canopy cameras`: where the cameras of a mission were, and how high above the ground.
public struct Cameras: RasterOperation {
    /// What the subcommand can be told.
    public struct Options: Hashable, Sendable {
        /// Whether an output that exists is replaced.
        public var overwrite = false
        /// Bytes of memory for pixels.
        public var memory = 512 << 20

        /// The defaults.
        public init() {}
    }

    /// A list of cameras, the terrain below them, and the file that is made of both.
    public struct Files: OperationFiles {
        /// Metashape's `cameras.xml`: no raster, but it may lie wherever rasters do.
        public var cameras: RasterInput
        /// The terrain model.
        public var dtm: RasterInput
        /// The path of the file that is made.
        public var output: String

        /// The terrain model.
        public var rasters: [RasterInput] { [dtm] }
        /// The list of cameras.
        public var others: [String] { [cameras.path].compactMap(\.self) }
        /// The one file.
        public var outputs: [String] { [output] }

        /// The heights of `cameras` above `dtm` as `output`.
        public init(cameras: RasterInput, dtm: RasterInput, output: String) {
            self.cameras = cameras
            self.dtm = dtm
            self.output = output
        }
    }

    /// What was done.
    public struct Report: Hashable, Sendable, Codable {
        /// The list of cameras that was read.
        public var input: String
        /// The terrain model.
        public var dtm: String
        /// The file that was written.
        public var output: String
        /// What the cameras say of the flight.
        public var cameras: CameraFigures
        /// What the user should know.
        public var warnings: [String]
    }

    /// What the subcommand was told.
    public let options: Options

    /// The subcommand with these options.
    public init(options: Options = Options()) { self.options = options }

    /// Bytes of memory in which it can usually be done. It keeps one core busy.
    public static let usualMemory = 16 << 20

    /// Finds the ground below each camera and writes a GeoPackage of points, which appears whole or not at all. Equal inputs
    /// give equal bytes.
    ///
    /// A camera's height and the ground are both taken in the terrain model's system, vertical as that says; without a
    /// vertical part heights are those above its ellipsoid. The ground is the pixel that contains the camera.
    ///
    /// - Parameter warnings: Where warnings gather, which count also where there is no report.
    public func run(
        _ files: Files, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) throws(CamerasError) -> Report {
        let target = try mapError(
            to: CamerasError.file,
            try OutputFile(
                at: files.output, overwrite: options.overwrite,
                inputs: [files.cameras.path, files.dtm.path].compactMap(\.self)))
        let terrain = try Terrain(files.dtm, memory: options.memory, warnings: warnings)
        let list = try CameraList(files.cameras, progress: progress.part(0...0.3))
        let located = try locate(list.cameras, above: terrain, progress.part(0.3...0.9))
        let bytes = try table(of: located, progress)
        do throws(FileError) {
            try target.write(bytes)
            try target.commit()
        } catch { throw .file(error) }
        progress(1)

        let figures = CameraFigures(
            count: located.count, aligned: located.count { $0.place != nil }, heights: located.compactMap(\.aboveGround)
        )
        warn(of: figures, list, files, warnings)
        return Report(
            input: files.cameras.name, dtm: files.dtm.name, output: files.output, cameras: figures,
            warnings: warnings.all)
    }

    private func locate(
        _ cameras: [Camera], above terrain: Terrain, _ progress: Progress
    ) throws(CamerasError) -> [LocatedCamera] {
        let aligned = cameras.indices.filter { cameras[$0].place != nil }
        let points = aligned.compactMap { cameras[$0].place }
        var located = cameras.map { LocatedCamera($0) }
        guard !points.isEmpty else { return located }
        let places = try terrain.places(of: points)
        let ground = try terrain.heights(of: places.map { $0?.pixel }, progress)
        let onEarth = try geographic(points)
        for (number, index) in aligned.enumerated() {
            located[index].place = onEarth[number]
            if let place = places[number], ground[number].isFinite {
                located[index].ground = ground[number]
                located[index].aboveGround = place.height - ground[number]
            }
        }
        return located
    }

    /// Places in EPSG:4978 as longitude, latitude and height above the ellipsoid of WGS 84.
    private func geographic(_ points: [Vector]) throws(CamerasError) -> [Vector?] {
        var (x, y, z) = (points.map(\.x), points.map(\.y), points.map(\.z))
        do throws(GDALError) {
            try Transformation(
                from: SpatialReference(named: "EPSG:4978"), to: SpatialReference(named: "EPSG:4979")
            ).apply(&x, &y, &z)
        } catch { throw .gdal(error) }
        return points.indices.map { x[$0].isNaN ? nil : Vector(x: x[$0], y: y[$0], z: z[$0]) }
    }

    private func table(of cameras: [LocatedCamera], _ progress: Progress) throws(CamerasError) -> [UInt8] {
        try mapError(
            to: CamerasError.gdal,
            try PointTable(layer: "camera_locations", crs: "EPSG:4326", columns: LocatedCamera.columns)
                .geoPackage(of: cameras.lazy.map(\.row), cancellation: progress.cancellation))
    }

    private func warn(of figures: CameraFigures, _ list: CameraList, _ files: Files, _ warnings: Warnings) {
        let name = files.cameras.name
        if list.unplaced > 0 {
            warnings.add(
                "'\(name)' has aligned cameras (\(list.unplaced)) in components without a place on Earth; they count as not "
                    + "aligned")
        }
        if list.lost > 0 {
            warnings.add("'\(name)' has cameras (\(list.lost)) that are nowhere on Earth; they count as not aligned")
        }
        if figures.aligned == 0 {
            warnings.add("none of the cameras of '\(name)' (\(figures.count)) is aligned")
        } else if figures.aboveTerrain == 0 {
            warnings.add(
                "none of the aligned cameras of '\(name)' (\(figures.aligned)) is above a valid pixel of "
                    + "'\(files.dtm.name)'; check that both are of one mission")
        }
    }
}
