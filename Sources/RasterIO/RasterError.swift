public import Files
public import GDAL

/// Why a raster could not be written.
public enum RasterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// GDAL failed.
    case gdal(GDALError)
    /// The file system failed.
    case file(FileError)
    /// The input does not exist.
    case missing(String)
    /// What was asked for cannot be done, with the way out.
    case refused(String)
    /// The work was told to stop.
    case cancelled

    /// One sentence.
    public var description: String {
        switch self {
        case .gdal(let error): error.description
        case .file(let error): error.description
        case .missing(let path): "'\(path)' does not exist"
        case .refused(let sentence): sentence
        case .cancelled: "interrupted"
        }
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool {
        switch self {
        case .gdal(let error): error.isOutOfMemory || FileError.isResourceGone(accordingTo: error.reason)
        case .file(let error): error.isResourceGone
        case .missing, .refused, .cancelled: false
        }
    }
}
