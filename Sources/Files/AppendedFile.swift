internal import CFiles
internal import Glibc

/// A file that is written from its beginning to its end: the temporary of an ``OutputFile``.
struct AppendedFile: ~Copyable, Sendable {
    /// What errors call it: nobody knows a temporary by its own name.
    private let target: String
    private let descriptor: Int32

    /// The file at `path`, which is there already and empty, and is to become `target`.
    init(at path: String, for target: String) throws(FileError) {
        self.target = target
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("write", target) }
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    borrowing func append(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        // Closures cannot borrow the file, nor tell in their type what they throw.
        let result = bytes.withUnsafeBytes { Self.writeAll($0, to: descriptor) }
        guard result else { throw FileError("write", target) }
    }

    /// Writes all of the bytes; whether it could, else the system's error number is set.
    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let buffer = UnsafeRawBufferPointer(rebasing: rest)
            let count = write(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Adds a run of bytes of an open file.
    borrowing func append(_ range: Range<Int>, of source: Int32) throws(FileError) {
        var position = range.lowerBound
        while position < range.upperBound {
            var offset = position
            let count = copy_file_range(source, &offset, descriptor, nil, range.upperBound - position, 0)
            if count < 0, errno == EINTR { continue }
            // Not every file system can; a buffer goes on from here.
            guard count > 0 else { break }
            position += Int(count)
        }
        guard position < range.upperBound else { return }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while position < range.upperBound {
            let wanted = min(buffer.count, range.upperBound - position)
            let count = pread(source, buffer.baseAddress, wanted, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", target) }
            guard Self.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: descriptor) else {
                throw FileError("write", target)
            }
            position += count
        }
    }
}
