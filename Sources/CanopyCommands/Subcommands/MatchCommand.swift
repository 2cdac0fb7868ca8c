internal import ArgumentParser
internal import CanopyMatch
internal import Stores

/// `canopy match`.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "List missions with their boundaries and products.",
        usage: "canopy match --input <store> --boundaries <store> [<options>]",
        discussion: """
            Nothing is downloaded. With --json the result is an array of the matched missions, over which a workflow \
            engine can fan out; --all adds the others with the reason.
            """)

    @Flag(help: "List with --json also the missions that do not match, with the reason.")
    var all = false

    @Flag(help: Settings.strict.help)
    var strict = false

    @OptionGroup(title: "Store options")
    var stores: StoreOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws {
        if stores.input == nil { throw ValidationError("say where the missions are, with --input") }
        if stores.boundaries == nil { throw ValidationError("say where the boundaries are, with --boundaries") }
    }

    func run() async throws {
        var options = Match.Options()
        options.layout = stores.layout ?? .nested
        let locations = Match.Locations(
            input: try StoreLocation(option: "input", stores.input ?? ""),
            boundaries: try StoreLocation(option: "boundaries", stores.boundaries ?? ""))
        let report = try await general.run(
            "match", Match(options: options), on: locations,
            with: try Stores(for: [locations.input, locations.boundaries], provider: stores.provider.s3Provider)
        ) { report, results, log in
            log.warn(report.warnings)
            try results.add(all: MatchList(report: report, all: all))
        }
        if strict, !report.unmatched.isEmpty { throw ExitCode.checkSaysNo }
    }
}
