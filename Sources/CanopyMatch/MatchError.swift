public import Diagnostics
public import Stores

/// Why missions could not be looked for at all. What is wrong with one mission is in the report.
public enum MatchError: Explained, Hashable {
    /// A store could not be opened.
    case store(StoreError)
    /// The input store could not be listed.
    case input(StoreError)
    /// The store of the boundaries could not be used.
    case boundaries(StoreError)
    /// The work was told to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .store(let error): error.explanation
        case .input(let error): error.explanation.inside("cannot look for missions: ")
        case .boundaries(let error): error.explanation.inside("cannot look for boundaries: ")
        case .cancelled: .cancelled
        }
    }
}
