internal import CanopyCameras
internal import CanopyMatch
internal import CanopySTAC
internal import Files
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a plugin is told of a mission, by standard input. What has a place in the manifest is called as it is there.
///
/// `schemas/mission.schema.json` describes it for those who write plugins.
struct MissionDescription: Encodable, Sendable {
    /// The form of this document.
    static let format = 1

    /// Where files are, as paths from the root.
    struct Folders: Encodable, Sendable {
        var full: String
        var thumbnails: String
        /// A folder that goes when the plugin ends.
        var scratch: String
    }

    /// A file that is going to be published.
    struct Output: Encodable, Sendable {
        var path: StoreKey
        /// Where it lies on this machine; `nil` where it never comes here.
        var file: String?
        var role: Manifest.Role
        var type: String
        var mediaType: String?
        var size: Int?
        var madeBy: String?
        var raster: Manifest.RasterFigures?
        var cameras: CameraFigures?
        var picture: Manifest.PictureFigures?

        init(_ made: MadeFile) {
            path = made.output.key
            role = made.output.role
            type = made.output.type
            mediaType = MediaType.of(made.output.key, isCOG: made.raster?.file?.isCOG == true)
            madeBy = made.output.madeBy
            raster = made.raster
            cameras = made.cameras
            picture = made.picture
            switch made.place {
            case .path(let path):
                file = Path.resolved(path)
                size = Path.size(of: path)
            case .store(let entry, _, _):
                size = entry.size
            }
        }
    }

    var format = MissionDescription.format
    var mission: String
    var base: String
    var status: Postprocess.Status
    var folders: Folders
    var boundary: String
    var outputs: [Output]
    var chm: [Manifest.Pair]
    var footprint: GeoJSONPolygons?
    var survey: Survey?
    var options: Manifest.Options
    var warnings: [String]
    var failures: [Manifest.Failure]
    var versions: [String: String]

    /// A mission all of which is made, with what is going to be published of it.
    init(_ work: MissionWork, _ options: Postprocess.Options, _ made: [MadeFile], scratch: String) {
        let manifest = Manifest(work, options, outputs: [])
        let folder = Path.resolved(work.destination.folder)
        mission = manifest.mission
        base = work.mission.base
        status = manifest.status
        folders = Folders(
            full: "\(folder)/\(MissionPlan.products)", thumbnails: "\(folder)/\(MissionPlan.pictures)",
            scratch: Path.resolved(scratch))
        boundary = Path.resolved(work.boundary)
        outputs = made.map(Output.init)
        chm = manifest.chm
        footprint = manifest.footprint
        survey = manifest.survey
        self.options = manifest.options
        warnings = manifest.warnings
        failures = manifest.failures
        versions = manifest.versions
    }

    /// Writes it.
    func write(to path: String) throws { try Manifest.encoder.encode(self).write(to: URL(fileURLWithPath: path)) }
}
