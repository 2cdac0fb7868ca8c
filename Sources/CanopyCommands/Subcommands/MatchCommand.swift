internal import ArgumentParser
internal import CanopyMatch
internal import Logging
internal import Stores

/// `canopy match`.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "List missions with their boundaries and products.",
        usage: """
            canopy match --input <store> --boundaries <store> [<options>]
            canopy match <dir> [--boundary <file>] [<options>]
            """,
        discussion: """
            Nothing is downloaded. With --json the result is an array of the matched missions, over which a workflow \
            engine can fan out; --all adds the others with the reason. Of one mission's folder it is told how that is \
            laid out, which files are its products, and what is missing.
            """)

    @Flag(help: "List with --json also the missions that do not match, with the reason.")
    var all = false

    @Flag(help: Settings.strict.help)
    var strict = false

    @OptionGroup(title: "One mission by itself")
    var single: SingleMissionOptions

    @OptionGroup(title: "Store options")
    var stores: StoreOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws { try single.check(beside: stores) }

    func run() async throws {
        // Not before all arguments are known to be understood.
        if single.folder == nil, stores.input == nil {
            throw ValidationError("say where the missions are, with --input")
        }
        if single.folder == nil, single.boundary == nil, single.bbox == nil, stores.boundaries == nil {
            throw ValidationError("say where the boundaries are, with --boundaries")
        }
        let scratch = ScratchPlaces(CommandContext.current.variables)
        defer { scratch.close() }
        let input = try StoreLocation(of: "--input", single.folder ?? stores.input ?? "")
        var options = Match.Options()
        options.layout = stores.layout
        var locations = Match.Locations(input: input, boundaries: input)
        if let boundaries = stores.boundaries {
            locations.boundaries = try StoreLocation(of: "--boundaries", boundaries)
        } else {
            var variables = Variables([:])
            let named = SingleMissionSettings(single, in: input, called: nil, &variables, scratch)
            let isNamed = single.boundary != nil || single.bbox != nil
            guard !isNamed || variables.problems.isEmpty else { throw Mistakes(problems: variables.problems) }
            locations.boundaries = named?.boundaries ?? input
            options.single =
                named?.mission ?? SingleMission(single.name ?? SingleMissionSettings.name(of: input), boundary: nil)
        }
        let isSingle = options.single != nil
        let report = try await general.run(
            "match", Match(options: options), on: locations,
            with: try Stores(for: [locations.input, locations.boundaries], provider: stores.provider.s3Provider)
        ) { report, results, log in
            log.warn(report.warnings)
            for line in report.details { log.debug("\(line)") }
            if report.isEmpty {
                log.warn(["there are no missions in '\(locations.input)'; check its name and the layout"])
            }
            try results.add(all: MatchList(report: report, all: all, isSingle: isSingle))
        }
        if strict, report.isEmpty || !report.unmatched.isEmpty { throw ExitCode.checkSaysNo }
    }
}
