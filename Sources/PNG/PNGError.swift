/// A PNG file that could not be written: what was tried, where, and libpng's or the system's reason.
public struct PNGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as a verb: `write`.
    public let action: String
    /// The file.
    public let path: String
    /// Why it did not work.
    public let reason: String

    /// An error with the given reason.
    public init(action: String, path: String, reason: String) {
        self.action = action
        self.path = path
        self.reason = reason
    }

    /// One sentence.
    public var description: String { "cannot \(action) '\(path)': \(reason)" }
}
