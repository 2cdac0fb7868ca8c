internal import ArgumentParser
internal import Terminal

/// `canopy version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Tell the versions of canopy and of all that it stands on.",
        usage: "canopy version [--json]",
        discussion: "What a report of a mistake should have in it.")

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    func run() async throws {
        let results = CommandContext.current.results
        results.begin("version", as: general.form)
        try results.add(await Version())
    }
}
