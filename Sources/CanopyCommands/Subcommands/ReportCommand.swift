internal import ArgumentParser
internal import CanopyReport
internal import Stores

/// `canopy report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a page over all published missions of a store.",
        usage: "canopy report <store> [<options>]",
        discussion: """
            Makes index.html at the top of the store, from the manifests of the missions below: a row for each, with \
            picture, verdict and figures, and a link to the mission's own page, which 'postprocess --report' makes.
            """)

    @Argument(help: ArgumentHelp("The folder or store that missions were published to.", valueName: "store"))
    var store: String

    @Option(help: "Give it this title.")
    var title = MissionIndex.Options().title

    @Flag(help: "Replace an output that exists already.")
    var overwrite = false

    @OptionGroup(title: "Store options")
    var provider: ProviderOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        var options = MissionIndex.Options()
        options.title = title
        options.overwrite = overwrite
        options.workingDirectory = ScratchPlaces.parent(CommandContext.current.variables)
        let location = try StoreLocation(of: "<store>", store)
        _ = try await general.run(
            "report", MissionIndex(options: options), on: location,
            with: try Stores(for: [location], provider: provider.s3Provider)
        ) { report, results, log in
            log.warn(report.warnings)
            try results.add(report)
        }
    }
}
