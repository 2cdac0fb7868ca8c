internal import COGEncoding
internal import CanopyCHM
internal import CanopyCameras
internal import CanopyCrop
internal import CanopyMatch
internal import CanopySTAC
internal import CanopyThumb
internal import Diagnostics
internal import Raster
internal import Stores

/// What making the products of a mission needs to know. All of it is here, so that another process can do the work.
struct ProcessingJob: Codable, Sendable {
    var mission: Match.Mission
    /// Where the products lie on this machine, or will, by their keys in the input.
    var inputs: [StoreKey: String]
    /// Where the boundary lies on this machine.
    var boundary: String
    /// The folder that the outputs' folders are made in.
    var folder: String
    /// The outputs of each step.
    var parts: [[PlannedOutput]]
    var features: FeatureCombination
    var maxDim: Int
    var thumbStyle: Style
    var thumbRange: StretchRange?
    var coverHeights: [CoverHeight]
    /// Whether camera locations are made.
    var cameras: Bool
    var writing: COGOptions
    /// Whether inputs come from elsewhere, or outputs go there: what takes longest on its way is begun first then, and what comes
    /// next while bytes are still awaited.
    var isOnLink: Bool
    /// The version of canopy that asks for it.
    var version: String

    /// Everything that may be made, by its place below the folder. What is copied is not.
    var targets: Set<StoreKey> { Set(parts.joined().filter { !$0.isCopy }.map(\.key)) }

    /// Where something below the folder lies.
    func path(of key: StoreKey) -> String { folder + "/" + key.text }
}

extension ProcessingJob {
    /// The job of a mission whose boundary lies on this machine.
    ///
    /// - Parameter memory: Bytes for pixels.
    init(_ work: MissionWork, _ options: Postprocess.Options, boundary: String, memory: Int, isOnLink: Bool) {
        mission = work.mission
        inputs = work.inputs
        self.boundary = boundary
        folder = work.destination.folder
        parts = work.plan.parts
        features = options.features
        maxDim = options.maxDim
        thumbStyle = options.thumbStyle
        thumbRange = options.thumbRange
        coverHeights = options.coverHeights
        cameras = options.cameras
        writing = options.writing
        writing.memory = memory
        self.isOnLink = isOnLink
        version = options.versions["canopy"] ?? ""
    }
}

/// Something that happens to an output of a job, which goes by its place below the job's folder.
enum ProcessingEvent: Codable, Sendable {
    /// It is being made.
    case begun(StoreKey)
    /// What is left of the work on it takes one core, and reads nothing more of what it is made of.
    case released(StoreKey)
    /// Nothing more is to be expected of it. There is a file, or none and will be none.
    case settled(StoreKey, ProcessingOutcome.Made?)
}

/// What came of a job.
struct ProcessingOutcome: Codable, Sendable {
    /// An output that was made.
    struct Made: Codable, Sendable {
        /// Where it lies below the job's folder.
        var key: StoreKey
        var role: Manifest.Role
        var type: String
        var raster: Manifest.RasterFigures?
        /// The pixels of its grid whose centers are in the boundary.
        var boundaryPixels: Double?
        /// What the mission's cameras say of the flight.
        var cameras: CameraFigures?
        var picture: Manifest.PictureFigures?

        /// An output that was made as planned.
        init(
            _ output: PlannedOutput, _ raster: RasterReport? = nil, boundaryPixels: Double? = nil,
            _ canopy: CanopyFigures? = nil, _ file: FileFigures? = nil
        ) {
            key = output.key
            role = output.role
            type = output.type
            self.raster = raster.map { Manifest.RasterFigures($0, boundaryPixels: boundaryPixels, canopy, file) }
            self.boundaryPixels = boundaryPixels
        }
    }

    var made: [Made] = []
    var pairs: [Manifest.Pair] = []
    var footprint: GeoJSONPolygons?
    var survey: Survey?
    var failures: [Manifest.Failure] = []
    var warnings: [String] = []
    /// Why the mission as a whole failed.
    var failure: String?
    /// Seconds in which outputs were made, without waiting for what they are made of.
    var seconds = 0.0

    /// A mission that failed as a whole.
    init(failure: String? = nil) { self.failure = failure }

    /// A mission that failed because somebody stopped the work.
    static let interrupted = ProcessingOutcome(failure: Explanation.cancelled.sentence())

    mutating func warn(_ new: [String]) {
        for warning in new where !warnings.contains(warning) { warnings.append(warning) }
    }
}
