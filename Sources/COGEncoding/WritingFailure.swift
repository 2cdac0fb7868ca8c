internal import Files
internal import GDAL
internal import RasterIO

extension RasterError {
    /// Why GDAL could not write an output: what the disk or the process has run out of, where that is the cause.
    ///
    /// What GDAL tried was to write a temporary, whose name says nothing to who asked for the output.
    static func writing(_ output: borrowing OutputFile, _ error: GDALError) -> RasterError {
        if let shortage = Disk.shortage(writing: output.temporary, toldAs: error.reason) {
            return .file(FileError("write", output.target, .system(shortage)))
        }
        return .gdal(GDALError("write '\(output.target)'", reason: error.reason, code: error.code))
    }
}
