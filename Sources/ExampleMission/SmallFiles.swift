internal import Files
internal import Foundation

/// Makes the folder at `path` and those above it.
func makeFolder(_ path: String) throws(ExampleError) {
    do { try Folder.make(path) } catch { throw .file(error) }
}

/// Writes a file that fits into memory.
func write(_ bytes: [UInt8], to path: String, overwrite: Bool) throws(ExampleError) {
    try withOutput(path, overwrite: overwrite) { temporary throws(ExampleError) in
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: temporary))
        } catch {
            throw .system(path: path, reason: error.localizedDescription)
        }
    }
}
