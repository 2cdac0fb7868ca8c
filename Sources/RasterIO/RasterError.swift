public import Diagnostics
public import Files
public import GDAL

/// Why a raster could not be written.
public enum RasterError: Explained, Hashable {
    /// GDAL failed.
    case gdal(GDALError)
    /// The file system failed.
    case file(FileError)
    /// The input does not exist.
    case missing(String)
    /// The input could not be had from where it lies.
    case unavailable(Explanation)
    /// What was asked for cannot be done; why, and the way out.
    case refused(String, _ remedies: [Remedy] = [])
    /// The work was told to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .gdal(let error): error.explanation
        case .file(let error): error.explanation
        case .missing(let path) where path.hasPrefix("/vsi"):
            "'\(path)' is a name that only GDAL's programs know; name a file, or write s3://BUCKET/KEY"
        case .missing(let path): "'\(path)' does not exist"
        case .unavailable(let reason): reason
        case .refused(let problem, let remedies): Explanation(problem, remedies)
        case .cancelled: .cancelled
        }
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool {
        switch self {
        case .gdal(let error): error.isOutOfMemory || FileError.isResourceGone(accordingTo: error.reason)
        case .file(let error): error.isResourceGone
        case .missing, .unavailable, .refused, .cancelled: false
        }
    }
}
