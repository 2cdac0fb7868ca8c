public import Stores

/// Why missions could not be looked for at all. What is wrong with one mission is in the report.
public enum MatchError: Error, Hashable, Sendable {
    /// The input store could not be listed.
    case input(StoreError)
    /// The store of the boundaries could not be used.
    case boundaries(StoreError)
    /// The work was told to stop.
    case cancelled
}

extension MatchError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .input(let error): "cannot look for missions: \(error)"
        case .boundaries(let error): "cannot look for boundaries: \(error)"
        case .cancelled: StoreError.cancelled.description
        }
    }
}
