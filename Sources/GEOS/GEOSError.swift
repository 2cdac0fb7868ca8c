/// An operation on geometries that GEOS refused, with the reason it gave, or that was stopped.
public struct GEOSError: Error, Hashable, Sendable, CustomStringConvertible {
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

    /// One sentence.
    public var description: String {
        switch kind {
        case .refused: "cannot \(action): \(reason)"
        case .cancelled: "interrupted"
        case .tooMuch: "cannot \(action): it takes too many steps"
        }
    }
}
