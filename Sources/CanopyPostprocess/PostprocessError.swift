public import CanopyMatch

/// Why no mission could be processed at all.
public enum PostprocessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the options, the stores and the machine, a sentence each.
    case unusable([String])
    /// The missions could not be looked for.
    case match(MatchError)
    /// The work was told to stop.
    case cancelled

    /// What is wrong, a sentence each.
    public var problems: [String] {
        switch self {
        case .unusable(let problems): problems
        case .match(let error): [error.description]
        case .cancelled: ["interrupted"]
        }
    }

    /// All problems one after the other.
    public var description: String { problems.joined(separator: "; ") }
}
