public import Diagnostics

/// An operation on geometries that GEOS refused, with the reason it gave, or that was stopped.
public struct GEOSError: Explained, Hashable {
    /// Why an operation came to no end.
    public enum Kind: Hashable, Sendable {
        /// GEOS refused it.
        case refused
        /// It was told to stop.
        case cancelled
        /// It took more steps than it was given.
        case tooMuch
    }

    /// What was tried.
    public let action: String
    /// GEOS's reason.
    public let reason: String
    /// Why it came to no end.
    public let kind: Kind

    init(action: String, reason: String, kind: Kind = .refused) {
        self.action = action
        self.reason = reason
        self.kind = kind
    }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong.
    public var explanation: Explanation {
        switch kind {
        case .refused: "cannot \(action): \(reason)"
        case .cancelled: .cancelled
        case .tooMuch: "cannot \(action): it takes too many steps"
        }
    }
}
