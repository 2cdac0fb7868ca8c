internal import Files
internal import GDAL
public import RasterIO

/// Why a canopy height model could not be made.
public enum CHMError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Both models do not go together; why, and the way out.
    case mismatch(String)
    /// No pixel has both heights.
    case nothingValid(dsm: String, dtm: String)
    /// Reading a model or writing the result failed.
    case raster(RasterError)

    /// One sentence.
    public var description: String {
        switch self {
        case .mismatch(let sentence): sentence
        case .nothingValid(let dsm, let dtm):
            "'\(dsm)' and '\(dtm)' share no pixel that has a height in both; check that both are of one mission"
        case .raster(let error): error.description
        }
    }

    /// Why the file system failed.
    static func file(_ error: FileError) -> CHMError { .raster(.file(error)) }

    /// Why GDAL failed.
    static func gdal(_ error: GDALError) -> CHMError { .raster(.gdal(error)) }

    /// The error as a source has to tell it to the writer.
    var ofWriter: RasterError { if case .raster(let error) = self { error } else { .refused(description) } }

    /// Whether the work was told to stop.
    public var isCancellation: Bool { self == .raster(.cancelled) }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}
