internal import ArgumentParser
internal import COGEncoding
internal import CanopyCHM
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPlugins
internal import CanopyPostprocess
internal import CanopySTAC
internal import CanopyThumb
internal import Diagnostics
internal import Logging

/// `canopy postprocess`. What is not given as an option comes from the environment's variables, or has a default: hence
/// everything here is optional.
struct PostprocessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postprocess",
        abstract: "Process whole missions, from store to store.",
        usage: """
            canopy postprocess <dir> --boundary <file> --output <store> [<options>]
            canopy postprocess --input <store> --boundaries <store> --output <store> [<options>]
            """,
        discussion: """
            Every mission is matched with its boundary; its rasters are cropped, a canopy height model and thumbnails \
            are made, and all is published with a manifest. Each option has a variable of the environment \
            (--max-dim has CANOPY_MAX_DIM), for which see canopy-postprocess(1); the option beats the variable. Keys of a store come from S3_ACCESS_KEY and \
            S3_SECRET_KEY only.
            """)

    @OptionGroup(title: "One mission by itself")
    var single: SingleMissionOptions

    @Option(name: [.customShort("o"), .customLong(Settings.output.option)], help: Settings.output.help)
    var output: String?

    @Option(
        name: .customLong(Settings.dataset.option), parsing: .singleValue, help: Settings.dataset.help,
        completion: Completions.missions)
    var datasets: [String] = []

    @Option(Settings.shard)
    var shard: Shard?

    @Option(Settings.features)
    var features: FeatureCombination?

    @Option(
        name: .customLong(Settings.coverHeight.option), parsing: .unconditionalSingleValue,
        help: Settings.coverHeight.help, transform: CoverHeight.read)
    var coverHeights: [CoverHeight] = []

    @Option(Settings.compress)
    var compression: Compression?

    @Option(Settings.level)
    var level: Int?

    @Option(Settings.predictor)
    var predictor: PredictorChoice?

    @Flag(Settings.chm)
    var chm: Bool?

    @Flag(Settings.thumbnails)
    var thumbnails: Bool?

    @Option(Settings.maxDim)
    var maxDim: Int?

    @Option(Settings.thumbStyle)
    var style: Style?

    @Option(Settings.thumbRange)
    var range: StretchRange?

    @Flag(Settings.report)
    var report: Bool?

    @Flag(Settings.cameras)
    var cameras: Bool?

    @Flag(Settings.stac)
    var stac: Bool?

    @Option(Settings.publicURL)
    var publicURL: WebAddress?

    @Option(Settings.datetime)
    var datetime: SurveyPeriod?

    @Option(Settings.license)
    var license: String?

    @Option(
        name: .customLong(Settings.provider.option), parsing: .unconditionalSingleValue, help: Settings.provider.help,
        transform: STACProvider.read)
    var providers: [STACProvider] = []

    @Option(name: .customLong(Settings.with.option), parsing: .unconditionalSingleValue, help: Settings.with.help)
    var plugins: [PluginName] = []

    @Option(Settings.withTimeout)
    var pluginTimeout: Int?

    @Flag(Settings.logFile)
    var logFile: Bool?

    @Option(Settings.workingDir)
    var workingDir: String?

    @Flag(Settings.stream)
    var stream: Bool?

    @Flag(Settings.resume)
    var resume: Bool?

    @Flag(Settings.strict)
    var strict: Bool?

    @Flag(Settings.keep)
    var keep: Bool?

    @Flag(Settings.dryRun)
    var dryRun: Bool?

    @OptionGroup(title: "Store options")
    var stores: StoreOptions

    @OptionGroup(title: "Resource options")
    var resources: ResourceOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws {
        try single.check(beside: stores)
        // What a variable may say of it is not known here.
        guard let compression, let flaw = WritingOptions.flaw(compression, level, predictor ?? .auto) else { return }
        throw ValidationError(flaw)
    }

    func run() async throws {
        let variables = CommandContext.current.variables
        let scratch = ScratchPlaces(variables)
        defer { scratch.close() }
        let settings = try await PostprocessSettings(self, variables, scratch)
        let log = settings.general.log
        log.warn(settings.warnings)
        for line in settings.lines { log.info("\(line)") }
        var options = settings.options
        options.workplace = WorkerCall.workplace(of: CommandContext.current)
        var postprocess = Postprocess(options: options)
        postprocess.logger = log
        let context = CommandContext.current
        // What could not be written comes again with the rest, whose failure counts.
        postprocess.ended = { mission in
            CommandContext.$current.withValue(context) {
                try? context.results.add(early: mission, named: mission.name)
            }
        }
        // The report's text has the warnings.
        let report = try await settings.general.run(
            "postprocess", postprocess, on: settings.locations, with: settings.stores,
            within: settings.resources.budget
        ) { report, results, _ in try results.add(all: report) }
        guard report.isSuccess(strict: settings.isStrict) else { throw ExitCode.failure }
    }
}
