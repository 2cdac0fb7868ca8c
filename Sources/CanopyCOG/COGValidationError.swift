public import TIFF

/// A file that could not be checked: it cannot be read, or is no TIFF file whose structure could be followed.
public struct COGValidationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// Why.
    public let reason: TIFFError

    /// One sentence.
    public var description: String { "cannot check '\(path)': \(reason)" }
}
