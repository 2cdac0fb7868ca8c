public import Diagnostics
internal import Files
internal import GDAL
public import RasterIO

/// Why there are no camera locations.
public enum CamerasError: Explained, Hashable {
    /// The list of cameras cannot be read; its name and a reason.
    case unreadable(String, String)
    /// What was asked for cannot be done; why, and the way out.
    case refused(String, _ remedies: [Remedy] = [])
    /// The terrain model cannot be read, or the result not be written.
    case raster(RasterError)
    /// The work was told to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .unreadable(let name, let reason): "cannot read the cameras of '\(name)': \(reason)"
        case .refused(let problem, let remedies): Explanation(problem, remedies)
        case .raster(let error): error.explanation
        case .cancelled: .cancelled
        }
    }

    /// Why the file system failed.
    static func file(_ error: FileError) -> CamerasError { .raster(.file(error)) }

    /// Why GDAL failed.
    static func gdal(_ error: GDALError) -> CamerasError { .raster(.gdal(error)) }

    /// Whether more memory would help.
    public var wantsMemory: Bool {
        explanation.remedies.contains { if case .memory = $0 { true } else { false } }
    }

    /// Whether the machine has no more of something that every raster needs: room on a disk, memory, handles.
    public var isResourceGone: Bool { if case .raster(let error) = self { error.isResourceGone } else { false } }
}
