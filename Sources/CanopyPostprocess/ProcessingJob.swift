internal import COGEncoding
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyThumb
internal import Diagnostics
internal import Raster
internal import Stores

/// What making the products of a mission needs to know. All of it is here, so that another process can do the work.
struct ProcessingJob: Codable, Sendable {
    /// A canopy height model to make, and where it and its thumbnail go below the folder.
    struct Canopy: Codable, Sendable {
        var type: String
        var output: StoreKey
        var thumbnail: StoreKey?
    }

    var mission: Match.Mission
    /// Where the products and their sidecars lie on this machine, by their keys in the input.
    var inputs: [StoreKey: String]
    /// Where the boundary lies on this machine.
    var boundary: String
    /// The folder that `full` and `thumbnails` are made in.
    var folder: String
    var canopies: [Canopy]
    var features: FeatureCombination
    var maxDim: Int
    var thumbStyle: Style
    var writing: COGOptions
    /// The version of canopy that asks for it.
    var version: String

    /// Where the thumbnail of a raster of a type goes below the folder.
    func thumbnail(of type: String) -> StoreKey? {
        rasters.first { $0.type == type }?.thumbnail ?? canopies.first { $0.type == type }?.thumbnail
    }

    /// The products that are cropped.
    var rasters: [Product] { mission.products.filter(\.isRaster) }

    /// Everything that may be made, by its place below the folder.
    var targets: Set<StoreKey> {
        Set(
            (rasters.flatMap { [$0.output, $0.thumbnail] } + canopies.flatMap { [$0.output, $0.thumbnail] })
                .compactMap { $0 })
    }

    /// Where something below the folder lies.
    func path(of key: StoreKey) -> String { folder + "/" + key.text }
}

extension ProcessingJob {
    /// The job of a mission whose inputs lie on this machine; `nil` while they do not.
    init?(_ work: MissionWork, _ options: Postprocess.Options) {
        guard let boundary = work.boundary else { return nil }
        mission = work.mission
        inputs = work.inputs
        self.boundary = boundary
        folder = work.destination.folder
        canopies = work.mission.makes.compactMap { type in
            options.product(type, of: work.mission).map {
                Canopy(type: type, output: $0, thumbnail: options.thumbnail(type, of: work.mission))
            }
        }
        features = options.features
        maxDim = options.maxDim
        thumbStyle = options.thumbStyle
        writing = options.writing
        version = options.versions["canopy"] ?? ""
    }
}

/// What came of a job.
struct ProcessingOutcome: Codable, Sendable {
    /// A raster or a thumbnail that was made.
    struct Made: Codable, Sendable {
        /// Where it lies below the job's folder.
        var key: StoreKey
        var role = Manifest.Role.data
        var type: String
        var raster: RasterReport?
    }

    var made: [Made] = []
    var pairs: [Manifest.Pair] = []
    var failures: [Manifest.Failure] = []
    var warnings: [String] = []
    /// Why the mission as a whole failed.
    var failure: String?

    /// A mission that failed as a whole.
    init(failure: String? = nil) { self.failure = failure }

    /// A mission that failed because somebody stopped the work.
    static let interrupted = ProcessingOutcome(failure: Explanation.cancelled.sentence())

    mutating func warn(_ new: [String]) {
        for warning in new where !warnings.contains(warning) { warnings.append(warning) }
    }
}
