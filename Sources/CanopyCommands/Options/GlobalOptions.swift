internal import ArgumentParser

/// The options of every verb.
struct GlobalOptions: ParsableArguments {
    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Show no progress and no notes; warnings and errors stay.")
    var quiet = false

    @Flag(help: "Show more of what is done, and why.")
    var verbose = false

    mutating func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other; leave one out") }
    }
}
