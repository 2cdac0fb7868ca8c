internal import ArgumentParser

/// The options of every subcommand.
struct GlobalOptions: ParsableArguments {
    @Flag(help: Settings.json.help)
    var json = false

    @Flag(name: .customLong(Settings.jsonLines.option), help: Settings.jsonLines.help)
    var jsonLines = false

    @Flag(name: [.customShort("q"), .long], help: Settings.quiet.help)
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: Settings.verbose.help)
    var verbose: Int

    @Option(Settings.progress)
    var progress: ProgressDisplay?

    @Option(Settings.logFormat)
    var logFormat: LogFormat?

    mutating func validate() throws {
        if json, jsonLines { throw ValidationError("--json and --json-lines exclude each other; leave one out") }
        if quiet, verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other; leave one out") }
    }
}
