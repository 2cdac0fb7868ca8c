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
        let input = try StoreLocation(option: "input", stores.input ?? "")
        let boundaries = try StoreLocation(option: "boundaries", stores.boundaries ?? "")
        let opener = try Stores(for: [input, boundaries], stores.provider)
        let report = try await general.report("match") { progress, log in
            let report = try await Match(options: options).run(
                input: try await opener.open(input, links: .inside),
                boundaries: try await opener.open(boundaries, links: .inside),
                progress: progress)
            log.warn(report.warnings)
            return MatchList(report: report, all: all)
        }
        if strict, !report.isComplete { throw ExitCode.checkSaysNo }
    }
}
