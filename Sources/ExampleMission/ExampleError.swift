public import Diagnostics
public import Files
public import GDAL

/// An example mission that could not be written.
public enum ExampleError: Explained, Hashable {
    /// GDAL could not write a raster or a boundary.
    case gdal(GDALError)
    /// A file could not be made.
    case file(FileError)
    /// Somebody asked to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .gdal(let error): error.explanation
        case .file(let error): error.explanation
        case .cancelled: .cancelled
        }
    }
}

/// Does `body` and tells of GDAL's errors as this module's.
func withGDAL<Result>(_ body: () throws(GDALError) -> Result) throws(ExampleError) -> Result {
    do { return try body() } catch { throw .gdal(error) }
}

/// Makes a file whole or not at all: `body` writes it under the temporary name it is given.
func withOutput(
    _ path: String, overwrite: Bool, _ body: (String) throws(ExampleError) -> Void
) throws(ExampleError) {
    let output: OutputFile
    do { output = try OutputFile(at: path, overwrite: overwrite) } catch { throw .file(error) }
    do {
        try body(output.temporary)
    } catch .gdal(let error) {
        if let shortage = Disk.shortage(writing: output.temporary, toldAs: error.reason) {
            throw .file(FileError("write", path, .system(shortage)))
        }
        throw .gdal(GDALError("write '\(path)'", reason: error.reason, code: error.code))
    }
    do { try output.commit() } catch { throw .file(error) }
}
