internal import ArgumentParser
internal import CanopyCHM
internal import CanopyCrop
internal import CanopyMatch
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
        discussion: """
            Every mission is matched with its boundary; its rasters are cropped, a canopy height model and thumbnails \
            are made, and all is published with a manifest. Each option has a variable of the environment \
            (--max-dim has CANOPY_MAX_DIM), for which see canopy-postprocess(1); the option beats the variable. Keys of a store come from S3_ACCESS_KEY and \
            S3_SECRET_KEY only.
            """)

    @Option(Settings.output)
    var output: String?

    @Option(name: .customLong(Settings.dataset.option), parsing: .singleValue, help: Settings.dataset.help)
    var datasets: [String] = []

    @Option(Settings.shard)
    var shard: Shard?

    @Option(Settings.features)
    var features: FeatureCombination?

    @Option(
        name: .customLong(Settings.coverHeight.option), parsing: .unconditionalSingleValue,
        help: Settings.coverHeight.help)
    var coverHeights: [CoverHeight] = []

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
        name: .customLong(Settings.provider.option), parsing: .unconditionalSingleValue, help: Settings.provider.help)
    var providers: [STACProvider] = []

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

    func run() async throws {
        let settings = try await PostprocessSettings(self, CommandContext.current.variables)
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
