public import COGEncoding
public import CanopyCrop
public import CanopyMatch
public import CanopyThumb
public import Diagnostics
internal import Raster
public import Stores

/// `canopy postprocess`: whole missions, from store to store.
public struct Postprocess: Sendable {
    /// What the subcommand can be told. Every default is here.
    public struct Options: Hashable, Sendable {
        /// Where missions are.
        public var input: StoreLocation
        /// Where their boundaries are.
        public var boundaries: StoreLocation
        /// Where products are published.
        public var output: StoreLocation
        /// How missions lie in the input.
        public var layout = MissionLayout.nested
        /// How a mission's name becomes places.
        public var naming = Naming()
        /// The missions meant; all that are found if empty.
        public var missions: [String] = []
        /// What becomes of several features of a boundary.
        public var features = FeatureCombination.union
        /// The longest side of thumbnails.
        public var maxDim = Thumb.Options().maxDim
        /// How thumbnails are colored.
        public var thumbStyle = Style.auto
        /// How rasters are written.
        public var writing = COGOptions()
        /// Where remote missions are worked on.
        public var workingDirectory = Options.workingDirectory
        /// Whether missions that are published already are left as they are.
        public var resume = false
        /// Whether nothing is done but told.
        public var dryRun = false
        /// Whether what the run put into the working directory stays there.
        public var keep = false
        /// Whether a mission without a boundary has failed rather than been skipped.
        public var needsBoundary = false
        /// The programs whose versions the manifest names, besides GDAL.
        public var versions: [String: String] = [:]

        /// Where remote missions are worked on unless told otherwise.
        public static let workingDirectory = "/tmp/processing"

        /// The defaults for these stores.
        public init(input: StoreLocation, boundaries: StoreLocation, output: StoreLocation) {
            self.input = input
            self.boundaries = boundaries
            self.output = output
        }

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

    /// What the subcommand was told.
    public let options: Options
    let stores: Stores
    let workplace: Workplace
    let phrasing: Phrasing
    let steps: [any MissionStep]

    /// The subcommand with these options, which opens its stores with `stores` and makes products in `workplace`.
    ///
    /// - Parameter phrasing: The words, in the report, for what would help against what goes wrong.
    public init(
        options: Options, stores: Stores = Stores(), workplace: Workplace = .thisProcess,
        phrasing: Phrasing = .neutral
    ) {
        self.options = options
        self.stores = stores
        self.workplace = workplace
        self.phrasing = phrasing
        steps = MissionPlan.steps
    }

    /// The same with other steps, in this process: workers know only those of every run.
    init(options: Options, stores: Stores = Stores(), steps: [any MissionStep]) {
        self.options = options
        self.stores = stores
        workplace = .thisProcess
        phrasing = .neutral
        self.steps = steps
    }
}
