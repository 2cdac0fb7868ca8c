public import COGEncoding
public import CanopyCHM
public import CanopyCrop
public import CanopyMatch
public import CanopySTAC
public import CanopyThumb
public import Logging
internal import Raster
public import Stores

/// `canopy postprocess`: whole missions, from store to store.
public struct Postprocess: StoreOperation {
    /// What the subcommand can be told. Every default is here.
    public struct Options: Hashable, Sendable {
        /// How missions lie in the input; `nil` is nested, and of a mission by itself what its folder looks like.
        public var layout: MissionLayout?
        /// The one mission that the input is the folder of; `nil` where missions are to be found there.
        public var single: SingleMission?
        /// How a mission's name becomes places.
        public var naming = Naming()
        /// The missions meant; all that are found if empty.
        public var missions: [String] = []
        /// The shard whose missions are processed; all of them if `nil`.
        public var shard: Shard?
        /// What becomes of several features of a boundary.
        public var features = FeatureCombination.union
        /// Whether thumbnails are made.
        public var thumbnails = true
        /// The longest side of thumbnails.
        public var maxDim = Thumb.Options().maxDim
        /// How thumbnails are colored.
        public var thumbStyle = Style.auto
        /// The heights between which canopies are colored in thumbnails; by default each goes by its own.
        public var thumbRange: StretchRange?
        /// Above which heights the cover of the canopy is told.
        public var coverHeights = CoverHeight.usual
        /// Whether camera locations are made of missions that have a list of cameras and a terrain model.
        public var cameras = false
        /// What catalogs' items of the missions tell; `nil` where none are made.
        public var item: ItemOptions?
        /// Whether a page about each mission is published beside its manifest.
        public var report = false
        /// Whether the log of each mission is published beside its manifest.
        public var logFile = false
        /// How rasters are written.
        public var writing = COGOptions()
        /// Where remote missions are worked on.
        public var workingDirectory = Options.workingDirectory
        /// Whether missions that are published already are left as they are.
        public var resume = false
        /// Whether rasters are read where they lie, those parts that are needed, if their store gives parts.
        public var stream = false
        /// Whether nothing is done but told.
        public var dryRun = false
        /// Whether what the run put into the working directory stays there.
        public var keep = false
        /// Whether a mission without a boundary has failed rather than been skipped.
        public var needsBoundary = false
        /// The programs that have each mission before it is published.
        public var plugins = Plugins()
        /// Where products are made.
        public var workplace = Workplace.thisProcess
        /// The programs whose versions the manifest names, besides GDAL.
        public var versions: [String: String] = [:]

        /// Where remote missions are worked on unless told otherwise.
        public static let workingDirectory = "/tmp/processing"

        /// The defaults.
        public init() {}

        /// What is wrong with the options by themselves, in a sentence each.
        var validationErrors: [String] {
            var validationErrors = writing.validationErrors
            if !Thumb.Options.sizes.contains(maxDim) {
                let sizes = Thumb.Options.sizes
                validationErrors.append(
                    "thumbnails are \(sizes.lowerBound) to \(sizes.upperBound) pixels long, not \(maxDim)")
            }
            return validationErrors
        }
    }

    /// The stores from which and to which it goes.
    public struct Locations: Hashable, Sendable {
        /// Where missions are.
        public var input: StoreLocation
        /// Where their boundaries are.
        public var boundaries: StoreLocation
        /// Where products are published.
        public var output: StoreLocation

        /// These stores.
        public init(input: StoreLocation, boundaries: StoreLocation, output: StoreLocation) {
            self.input = input
            self.boundaries = boundaries
            self.output = output
        }
    }

    /// What the subcommand was told.
    public let options: Options
    /// What has a line for each step, and failures as they happen; nothing by default.
    public var logger = Logger(label: "canopy") { _ in SwiftLogNoOpLogHandler() }
    /// Told of each mission as it has ended, from any thread; nobody by default.
    public var ended: @Sendable (MissionReport) -> Void = { _ in }
    let steps: [any MissionStep]

    /// The subcommand with these options.
    public init(options: Options = Options()) {
        self.options = options
        steps = MissionPlan.steps
    }

    /// The same with other steps, in this process: workers know only those of every run.
    init(options: Options, steps: [any MissionStep]) {
        var options = options
        options.workplace = .thisProcess
        self.options = options
        self.steps = steps
    }
}
