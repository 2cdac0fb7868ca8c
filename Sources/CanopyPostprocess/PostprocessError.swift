public import CanopyMatch

/// Why no mission could be processed at all.
public enum PostprocessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the options, the stores and the machine, a sentence each.
    case unusable([String])
    /// The missions could not be looked for.
    case match(MatchError)
    /// The work was told to stop.
    case cancelled

    /// One sentence, or a line for each problem.
    public var description: String {
        switch self {
        case .unusable(let problems):
            problems.count == 1
                ? problems[0] : "\(problems.count) problems:" + problems.map { "\n  - \($0)" }.joined()
        case .match(let error): error.description
        case .cancelled: "interrupted"
        }
    }
}
