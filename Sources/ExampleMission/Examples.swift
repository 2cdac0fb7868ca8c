public import Diagnostics
public import Raster

/// Example missions in a folder, as a store of canopy's has them.
///
/// `data/<mission>/` has the products, `boundaries/<base>/metadata-mission/` the boundaries.
public struct Examples: Sendable, Hashable {
    /// The missions.
    public var missions: [Example]
    /// Pixels of the surface models. Terrain models have half as many each way, orthos half as many again.
    public var size: Size
    /// Whether files that are there already are replaced.
    public var overwrite: Bool

    /// Missions of a size.
    public init(
        _ missions: [Example] = Example.all, size: Size = Example.demonstrationSize, overwrite: Bool = false
    ) {
        self.missions = missions
        self.size = size
        self.overwrite = overwrite
    }

    /// Where the missions are in a folder of examples.
    public static func dataFolder(in folder: String) -> String { "\(folder)/data" }

    /// Where the boundaries are in a folder of examples.
    public static func boundariesFolder(in folder: String) -> String { "\(folder)/boundaries" }

    /// Writes the missions into `folder`, which is made where it is missing.
    ///
    /// - Returns: The paths of the files.
    public func write(to folder: String, progress: Progress = Progress()) throws(ExampleError) -> [String] {
        var paths: [String] = []
        var bounded: Set<String> = []
        for (index, mission) in missions.enumerated() {
            let export = MissionExport(mission, size: size, overwrite: overwrite)
            let share = 1 / Double(missions.count)
            let part = progress.part(Double(index) * share...Double(index + 1) * share)
            paths += try export.writeProducts(to: "\(Self.dataFolder(in: folder))/\(mission.name)", progress: part)
            // Missions of one base name share a boundary.
            if mission.hasBoundary, bounded.insert(mission.baseName).inserted {
                let base = mission.baseName
                let metadata = "\(Self.boundariesFolder(in: folder))/\(base)/metadata-mission"
                paths.append(try export.writeBoundary(to: "\(metadata)/\(base)_mission-metadata.gpkg"))
            }
        }
        return paths
    }
}
