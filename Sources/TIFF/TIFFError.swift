/// What is wrong with the bytes of a TIFF file, or why they cannot be written.
///
/// It does not know the file's name: who opened the file says that.
public enum TIFFError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system could not read the bytes; its reason.
    case unreadable(String)
    /// The bytes do not begin as those of a TIFF file do.
    case notTIFF
    /// Something reaches beyond the last byte.
    case truncated(what: String, offset: UInt64, fileSize: Int)
    /// The chain of directories comes back to one that it has passed.
    case loop(offset: UInt64)
    /// More than any raster needs: a damaged number, or a file made to exhaust memory.
    case excessive(String)
    /// A rule of the format is broken.
    case malformed(String)
    /// The format cannot hold what was to be written.
    case unencodable(String)

    /// One sentence, without the file's name.
    public var description: String {
        switch self {
        case .unreadable(let reason):
            reason
        case .notTIFF:
            "it is not a TIFF file"
        case .truncated(let what, let offset, let fileSize):
            "\(what) at byte \(offset) reaches beyond the file's \(fileSize) bytes; the file is cut off or damaged"
        case .loop(let offset):
            "its chain of directories leads back to byte \(offset); the file is damaged"
        case .excessive(let what):
            "\(what); the file is damaged"
        case .malformed(let what):
            "\(what); the file is damaged"
        case .unencodable(let what):
            what
        }
    }
}
