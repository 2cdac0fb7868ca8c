internal import Files

/// Makes the folder at `path` and those above it.
func makeFolder(_ path: String) throws(ExampleError) {
    do { try Folder.make(path) } catch { throw .file(error) }
}

/// Writes a file that fits into memory.
func write(_ bytes: [UInt8], to path: String, overwrite: Bool) throws(ExampleError) {
    do throws(FileError) {
        let output = try OutputFile(at: path, overwrite: overwrite)
        try output.write(bytes)
        try output.commit()
    } catch {
        throw .file(error)
    }
}
