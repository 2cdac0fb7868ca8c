internal import ArgumentParser

// What the tool's exit says. `success` (0) and `failure` (1) come with ArgumentParser.
extension ExitCode {
    /// A check was made and says no: `cog --validate`, `match --strict`.
    static let checkSaysNo = ExitCode(2)

    /// An unknown command or option, or a bad value of one.
    static let wrongUsage = ExitCode.validationFailure

    /// The work was stopped by a signal: 129 for SIGHUP, 130 for SIGINT, 131 for SIGQUIT, 143 for SIGTERM, as shells have it.
    static func interrupted(by signal: Int32) -> ExitCode { ExitCode(128 + signal) }
}
