/// An operation on geometries that GEOS refused, with the reason it gave.
public struct GEOSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    public let action: String
    /// GEOS's reason.
    public let reason: String

    /// One sentence.
    public var description: String { "cannot \(action): \(reason)" }
}
