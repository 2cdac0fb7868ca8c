internal import Glibc

/// Reading a file from its beginning to its end.
public enum FileReader {
    /// Hands the bytes of the file at `path` to `take`, piece by piece; when it says `false` the reading stops.
    /// Returns whether it came to the end.
    public static func forEachPiece(
        of path: String, _ take: (UnsafeRawBufferPointer) -> Bool
    ) throws(FileError) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("read", path) }
        defer { close(file) }
        return try forEachPiece(of: file, path, take)
    }

    /// The same for an open file, from where it stands.
    static func forEachPiece(
        of file: Int32, _ path: String, _ take: (UnsafeRawBufferPointer) throws(FileError) -> Bool
    ) throws(FileError) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(file, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read", path) }
            if count == 0 { return true }
            guard try take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return false }
        }
    }
}
