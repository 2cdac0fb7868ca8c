internal import ArgumentParser

/// The options of every subcommand.
struct GlobalOptions: ParsableArguments {
    @Flag(help: Settings.json.help)
    var json = false

    @Flag(help: Settings.quiet.help)
    var quiet = false

    @Flag(help: Settings.verbose.help)
    var verbose = false

    mutating func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other; leave one out") }
    }
}
