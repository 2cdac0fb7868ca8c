public import Files
public import GDAL
public import PNG

/// Why there is no thumbnail.
public enum ThumbError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The longest side that was asked for is none that a picture can have.
    case unusableSize(Int)
    /// The thumbnail would replace the raster it is made of.
    case outputIsInput(String)
    /// There is too little memory for it; how much it takes, and the way out.
    case tooLarge(String)
    /// The raster cannot be read.
    case raster(GDALError)
    /// The thumbnail cannot get its name.
    case file(FileError)
    /// The thumbnail cannot be written.
    case picture(PNGError)
    /// The work was told to stop.
    case cancelled(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .unusableSize(let size):
            "the longest side of a thumbnail is \(Thumb.Options.sizes.lowerBound) to "
                + "\(Thumb.Options.sizes.upperBound) pixels, not \(size)"
        case .outputIsInput(let path):
            "cannot write the thumbnail of '\(path)' over the raster itself; name another output"
        case .tooLarge(let sentence): sentence
        case .raster(let error): error.description
        case .file(let error): error.description
        case .picture(let error): error.description
        case .cancelled(let path): "stopped while the thumbnail of '\(path)' was made"
        }
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool {
        switch self {
        case .raster(let error): error.isOutOfMemory || FileError.isResourceGone(accordingTo: error.reason)
        case .file(let error): error.isResourceGone
        case .picture(let error): FileError.isResourceGone(accordingTo: error.reason)
        case .unusableSize, .outputIsInput, .tooLarge, .cancelled: false
        }
    }
}
