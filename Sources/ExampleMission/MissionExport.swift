internal import Diagnostics
internal import Files
internal import Raster

/// Writes the files of one mission.
struct MissionExport {
    private let mission: Example
    private let forest: Forest
    private let size: Size
    private let overwrite: Bool

    /// Meters between the pixels of the surface model.
    private static let spacing = 0.1

    init(_ mission: Example, size: Size, overwrite: Bool) {
        self.mission = mission
        self.size = size
        self.overwrite = overwrite
        forest = Forest(
            width: Float(Double(size.width) * Self.spacing), height: Float(Double(size.height) * Self.spacing),
            clearing: mission.clearing, seed: mission.seed)
    }

    /// Writes everything but the boundary into a folder of the mission's own and returns the paths.
    func writeProducts(to folder: String, progress: Progress) throws(ExampleError) -> [String] {
        try makeFolder(folder)
        let name = "\(folder)/\(mission.name)"
        let flown = FlownArea(
            width: forest.landscape.width, height: forest.landscape.height, noise: Noise(seed: mission.flight))
        let rasters = RasterExport(
            forest: forest, flown: flown, crs: mission.crs, corner: mission.corner, overwrite: overwrite)

        // The terrain model's grid agrees with the surface model's nowhere, as in real exports.
        let surface = Lattice(size: size, spacing: Self.spacing)
        let terrain = Lattice(
            size: Size(width: size.width / 2, height: size.height / 2), spacing: Self.spacing * 2,
            offset: Self.spacing / 2)
        let ortho = Lattice(
            size: Size(width: size.width * 3 / 2, height: size.height * 3 / 2), spacing: Self.spacing * 2 / 3)

        let paths = [
            "\(name)_dsm-ptcloud.tif", "\(name)_dtm-ptcloud.tif", "\(name)_ortho-dsm-ptcloud.tif",
            "\(name)_points-copc.laz", "\(name)_cameras.xml", "\(name)_report.pdf",
        ]
        try rasters.writeElevations(of: forest, on: surface, to: paths[0], progress: progress.part(0...0.3))
        try rasters.writeElevations(of: forest.bare, on: terrain, to: paths[1], progress: progress.part(0.3...0.35))
        try rasters.writeColors(in: mission.season, on: ortho, to: paths[2], progress: progress.part(0.35...1))
        try write(PointCloud.file(of: forest, corner: mission.corner), to: paths[3], overwrite: overwrite)
        let cameras = try Companions.cameras(
            name: mission.name, landscape: forest.landscape, crs: mission.crs, corner: mission.corner)
        try write(cameras, to: paths[4], overwrite: overwrite)
        try write(Companions.report(title: mission.name), to: paths[5], overwrite: overwrite)
        return paths
    }

    /// Writes the boundary to `path` and returns it.
    func writeBoundary(to path: String) throws(ExampleError) -> String {
        try makeFolder(Path.folder(of: path))
        let boundary = MissionBoundary(crs: mission.crs, corner: mission.corner, landscape: forest.landscape)
        try boundary.write(to: path, missionName: mission.baseName, overwrite: overwrite)
        return path
    }
}
