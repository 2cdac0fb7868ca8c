internal import ArgumentParser
internal import CanopyCrop
internal import CanopyPostprocess
internal import CanopyThumb
internal import Logging

/// `canopy postprocess`. What is not given as an option comes from the environment's variables, or has a default: hence
/// everything here is optional.
struct PostprocessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postprocess",
        abstract: "Process whole missions, from store to store.",
        discussion: """
            Every mission is matched with its boundary; its rasters are cropped, a canopy height model and thumbnails \
            are made, and all is published with a manifest. Each option has a variable of the environment, for which \
            see canopy-postprocess(1); the option beats the variable. Keys of a store come from S3_ACCESS_KEY and \
            S3_SECRET_KEY only.
            """)

    @Option(
        help: ArgumentHelp(
            "Publish to this store. By default to 'processed' in the input's bucket; a local --input needs it.",
            valueName: "store"))
    var output: String?

    @Option(
        name: .customLong("dataset"), parsing: .singleValue,
        help: ArgumentHelp(
            "Process this mission; may be given several times. By default all that are found.", valueName: "name"))
    var datasets: [String] = []

    @Option(help: SharedHelp.features)
    var features: FeatureCombination?

    @Option(help: SharedHelp.maxDim, transform: Number.whole(in: Thumb.Options.sizes))
    var maxDim: Int?

    @Option(name: .customLong("thumb-style"), help: SharedHelp.style)
    var style: Style?

    @Option(
        help: ArgumentHelp(
            "Download to and work in this folder; /tmp/processing by default.", valueName: "dir"),
        completion: .directory)
    var workingDir: String?

    @Flag(inversion: .prefixedNo, help: "Skip missions that are published already, from the same inputs and options.")
    var resume: Bool?

    @Flag(inversion: .prefixedNo, help: SharedHelp.strict)
    var strict: Bool?

    @Flag(inversion: .prefixedNo, help: "Keep what the run put into the working directory.")
    var keep: Bool?

    @Flag(inversion: .prefixedNo, help: SharedHelp.dryRun)
    var dryRun: Bool?

    @OptionGroup(title: "Store options")
    var stores: StoreOptions

    @OptionGroup(title: "Resource options")
    var resources: ResourceOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        let settings = try await PostprocessSettings(self, CommandContext.current.variables)
        settings.resources.budget.limitLibraries()
        let report = try await general.report("postprocess") { progress, log in
            for line in settings.lines { log.info("\(line)") }
            return try await Postprocess(
                settings.options, stores: settings.stores, workplace: WorkerCall.workplace(of: CommandContext.current)
            ).run(logger: log, progress: progress)
        }
        guard report.isSuccess(strict: settings.isStrict) else { throw ExitCode.failure }
    }
}
