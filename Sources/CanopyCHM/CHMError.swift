public import CanopyCOG
internal import GDAL

/// Why a canopy height model could not be made.
public enum CHMError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Both models do not go together; why, and the way out.
    case mismatch(String)
    /// No pixel has both heights.
    case nothingValid(dsm: String, dtm: String)
    /// Reading a model or writing the result failed.
    case raster(COGError)

    /// One sentence.
    public var description: String {
        switch self {
        case .mismatch(let sentence): sentence
        case .nothingValid(let dsm, let dtm):
            "'\(dsm)' and '\(dtm)' share no pixel that has a height in both; check that both are of one mission"
        case .raster(let error): error.description
        }
    }

    /// The error as a source has to tell it to the writer.
    var ofWriter: COGError { if case .raster(let error) = self { error } else { .refused(description) } }

    /// Whether the work was told to stop.
    public var isCancellation: Bool { self == .raster(.cancelled) }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}

/// Makes a call of the writer's room and names its error as this room does.
func raster<Result: ~Copyable>(_ call: @autoclosure () throws(COGError) -> Result) throws(CHMError) -> Result {
    do throws(COGError) { return try call() } catch { throw .raster(error) }
}

/// Makes a GDAL call and names its error as this room does.
func gdal<Result: ~Copyable>(_ call: @autoclosure () throws(GDALError) -> Result) throws(CHMError) -> Result {
    do throws(GDALError) { return try call() } catch { throw .raster(.gdal(error)) }
}
