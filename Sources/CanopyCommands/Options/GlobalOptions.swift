internal import ArgumentParser

/// The options of every subcommand.
struct GlobalOptions: ParsableArguments {
    @Flag(help: Settings.json.help)
    var json = false

    @Flag(name: [.customShort("q"), .long], help: Settings.quiet.help)
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: Settings.verbose.help)
    var verbose: Int

    mutating func validate() throws {
        if quiet, verbose > 0 { throw ValidationError("--quiet and --verbose exclude each other; leave one out") }
    }
}
