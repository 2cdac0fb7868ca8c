public import Files
public import GDAL

/// Why a raster could not be written.
public enum COGError: Error, Hashable, Sendable, CustomStringConvertible {
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

extension COGError {
    /// Why GDAL could not write an output: what the disk or the process has run out of, where that is the cause.
    ///
    /// What GDAL tried was to write a temporary, whose name says nothing to who asked for the output.
    static func writing(_ output: borrowing OutputFile, _ error: GDALError) -> COGError {
        if let shortage = Disk.shortage(writing: output.temporary, toldAs: error.reason) {
            return .file(FileError("write", output.target, .system(shortage)))
        }
        return .gdal(GDALError("write '\(output.target)'", reason: error.reason, code: error.code))
    }
}

/// Makes a GDAL call and names its error as this room does.
func gdal<Result: ~Copyable>(_ call: @autoclosure () throws(GDALError) -> Result) throws(COGError) -> Result {
    do throws(GDALError) { return try call() } catch { throw .gdal(error) }
}

/// Makes a file operation and names its error as this room does.
func file<Result: ~Copyable>(_ call: @autoclosure () throws(FileError) -> Result) throws(COGError) -> Result {
    do throws(FileError) { return try call() } catch { throw .file(error) }
}
