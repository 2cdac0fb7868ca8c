public import Diagnostics
internal import Files
internal import GDAL
public import RasterIO

/// Why a raster could not be cropped.
public enum CropError: Explained, Hashable {
    /// The boundary does not exist.
    case missingBoundary(String)
    /// The boundary has no polygon that could be used; why, and the way out.
    case boundary(path: String, String, _ remedies: [Remedy] = [])
    /// The raster and the boundary do not go together; why, and the way out.
    case mismatch(String, _ remedies: [Remedy] = [])
    /// No pixel of the result would be valid.
    case nothingValid(raster: String, boundary: String)
    /// Reading the raster or writing the result failed.
    case raster(RasterError)

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .missingBoundary(let path): "the boundary '\(path)' does not exist"
        case .boundary(let path, let problem, let remedies):
            Explanation("the boundary '\(path)' \(problem)", remedies)
        case .mismatch(let problem, let remedies): Explanation(problem, remedies)
        case .nothingValid(let raster, let boundary):
            "'\(raster)' has no valid pixel inside the boundary '\(boundary)'; check that both are of one mission"
        case .raster(let error): error.explanation
        }
    }

    /// Why the file system failed.
    static func file(_ error: FileError) -> CropError { .raster(.file(error)) }

    /// Why GDAL failed, or that the work was told to stop in one of its calls.
    static func gdal(_ error: GDALError) -> CropError {
        .raster(error.code == .interrupted ? .cancelled : .gdal(error))
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}
