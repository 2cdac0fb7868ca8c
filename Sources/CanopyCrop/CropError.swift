internal import Files
internal import GDAL
public import RasterIO

/// Why a raster could not be cropped.
public enum CropError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The boundary does not exist.
    case missingBoundary(String)
    /// The boundary has no polygon that could be used; why, and the way out.
    case boundary(path: String, String)
    /// The raster and the boundary do not go together; why, and the way out.
    case mismatch(String)
    /// No pixel of the result would be valid.
    case nothingValid(raster: String, boundary: String)
    /// Reading the raster or writing the result failed.
    case raster(RasterError)

    /// One sentence.
    public var description: String {
        switch self {
        case .missingBoundary(let path): "the boundary '\(path)' does not exist"
        case .boundary(let path, let sentence): "the boundary '\(path)' \(sentence)"
        case .mismatch(let sentence): sentence
        case .nothingValid(let raster, let boundary):
            "'\(raster)' has no valid pixel inside the boundary '\(boundary)'; check that both are of one mission"
        case .raster(let error): error.description
        }
    }

    /// Why the file system failed.
    static func file(_ error: FileError) -> CropError { .raster(.file(error)) }

    /// Why GDAL failed, or that the work was told to stop in one of its calls.
    static func gdal(_ error: GDALError) -> CropError {
        .raster(error.code == .interrupted ? .cancelled : .gdal(error))
    }

    /// Whether the work was told to stop.
    public var isCancellation: Bool { self == .raster(.cancelled) }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}
