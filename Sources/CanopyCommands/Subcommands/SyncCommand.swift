internal import ArgumentParser
internal import CanopySync
internal import Logging
internal import Stores

/// `canopy sync`.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Copy files between stores, and verify them.",
        usage: "canopy sync <src> <dst> [<options>]",
        discussion: """
            A store is a local file or folder, s3://BUCKET/PREFIX, or a remote of your rclone configuration. Files \
            that differ are replaced, identical ones are skipped; nothing is deleted unless --delete says so.
            """)

    @Argument(help: ArgumentHelp("Where to copy from.", valueName: "src"))
    var source: String

    @Argument(help: ArgumentHelp("Where to copy to.", valueName: "dst"))
    var destination: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Copy only files that match this pattern, as canopy-patterns(7) has them; may be given several times.",
            valueName: "pattern")
    )
    var include: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Leave out files that match this pattern, as canopy-patterns(7) has them; may be given several times.",
            valueName: "pattern")
    )
    var exclude: [String] = []

    @Option(
        help: ArgumentHelp("Copy so many files at once, 4 by default.", valueName: "n"),
        transform: Number.whole(in: 1...64))
    var transfers: Int?

    @Flag(help: "Leave files alone that are at the destination already, whatever is in them.")
    var ignoreExisting = false

    @Flag(help: "Delete files at the destination that are not at the source.")
    var delete = false

    @Flag(help: Settings.dryRun.help)
    var dryRun = false

    @OptionGroup(title: "Store options")
    var provider: ProviderOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        var options = Sync.Options()
        options.include = include
        options.exclude = exclude
        options.ignoreExisting = ignoreExisting
        options.delete = delete
        options.dryRun = dryRun
        options.transfers = transfers ?? options.transfers
        let locations = Sync.Locations(
            from: try StoreLocation(of: "<src>", source), to: try StoreLocation(of: "<dst>", destination))
        let report = try await general.run(
            "sync", Sync(options: options), on: locations,
            with: try Stores(for: [locations.source, locations.destination], provider: provider.s3Provider)
        ) { report, results, log in
            log.warn(report.warnings)
            for line in report.details { log.debug("\(line)") }
            for failure in report.failed { log.error("\(failure)") }
            try results.add(report)
        }
        guard report.failed.isEmpty else { throw ExitCode.failure }
    }
}
