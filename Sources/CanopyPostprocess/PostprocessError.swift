public import CanopyMatch
public import Diagnostics

/// Why no mission could be processed at all.
public enum PostprocessError: Explained, Hashable {
    /// What is wrong with the options, the stores and the machine, a sentence each.
    case unusable([String])
    /// The missions could not be looked for.
    case match(MatchError)
    /// The work was told to stop.
    case cancelled

    /// What is wrong, a sentence each.
    public var problems: [String] { if case .unusable(let problems) = self { problems } else { [description] } }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong, all problems one after the other.
    public var explanation: Explanation {
        switch self {
        case .unusable(let problems): Explanation(problems.joined(separator: "; "))
        case .match(let error): error.explanation
        case .cancelled: .cancelled
        }
    }
}
