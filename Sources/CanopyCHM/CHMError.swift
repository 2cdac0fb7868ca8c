public import Diagnostics
internal import Files
internal import GDAL
public import RasterIO

/// Why a canopy height model could not be made.
public enum CHMError: Explained, Hashable {
    /// Both models do not go together; why, and the way out.
    case mismatch(String, _ remedies: [Remedy] = [])
    /// No pixel has both heights.
    case nothingValid(dsm: String, dtm: String)
    /// Reading a model or writing the result failed.
    case raster(RasterError)

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .mismatch(let problem, let remedies): Explanation(problem, remedies)
        case .nothingValid(let dsm, let dtm):
            "'\(dsm)' and '\(dtm)' share no pixel that has a height in both; check that both are of one mission"
        case .raster(let error): error.explanation
        }
    }

    /// Why the file system failed.
    static func file(_ error: FileError) -> CHMError { .raster(.file(error)) }

    /// Why GDAL failed.
    static func gdal(_ error: GDALError) -> CHMError { .raster(.gdal(error)) }

    /// The error as a source has to tell it to the writer.
    var ofWriter: RasterError {
        if case .raster(let error) = self { error } else { .refused(explanation.problem, explanation.remedies) }
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}
