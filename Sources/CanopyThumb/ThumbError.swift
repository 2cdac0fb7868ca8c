public import Diagnostics
public import Files
internal import GDAL
public import PNG
public import RasterIO

/// Why there is no thumbnail.
public enum ThumbError: Explained, Hashable {
    /// The longest side that was asked for is none that a picture can have.
    case unusableSize(Int)
    /// The thumbnail would replace the raster it is made of.
    case outputIsInput(String)
    /// There is too little memory for it; how much it takes, and the way out.
    case tooLarge(String, _ remedies: [Remedy] = [])
    /// The raster cannot be read.
    case raster(RasterError)
    /// The thumbnail cannot get its name.
    case file(FileError)
    /// The thumbnail cannot be written.
    case picture(PNGError)
    /// The work was told to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .unusableSize(let size):
            Explanation(
                "the longest side of a thumbnail is \(Thumb.Options.sizes.lowerBound) to "
                    + "\(Thumb.Options.sizes.upperBound) pixels, not \(size)")
        case .outputIsInput(let path):
            "cannot write the thumbnail of '\(path)' over the raster itself; name another output"
        case .tooLarge(let problem, let remedies): Explanation(problem, remedies)
        case .raster(let error): error.explanation
        case .file(let error): error.explanation
        case .picture(let error): Explanation(error.description)
        case .cancelled: .cancelled
        }
    }

    /// Why GDAL failed.
    static func gdal(_ error: GDALError) -> ThumbError { .raster(.gdal(error)) }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool {
        switch self {
        case .raster(let error): error.isResourceGone
        case .file(let error): error.isResourceGone
        case .picture(let error): FileError.isResourceGone(accordingTo: error.reason)
        case .unusableSize, .outputIsInput, .tooLarge, .cancelled: false
        }
    }
}
