internal import CFiles
internal import Glibc

/// Copying files inside the kernel where the system can, through a buffer where it cannot.
public enum Copy {
    /// How many bytes go between two looks at whether to go on.
    private static let piece = 16 << 20

    /// Copies the bytes and the modification time of `source` into `target`, which is there already: most often the
    /// temporary of an ``OutputFile``, which errors call by the name that it is to get.
    ///
    /// `proceed` is told after every piece how many bytes are copied; when it says `false` the copy stops. Returns
    /// whether it came to the end.
    public static func contents(
        of source: String, into target: String, as name: String? = nil,
        proceed: (_ copied: Int) -> Bool = { _ in true }
    ) throws(FileError) -> Bool {
        let name = name ?? target
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw FileError("read", source) }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard output >= 0 else { throw FileError("write", name) }
        defer { close(output) }

        var copied = 0
        while let count = inKernel(input, output), count > 0 {
            copied += count
            guard proceed(copied) else { return false }
        }
        // Not every pair of file systems can copy in the kernel, and some claim an end where none is: the buffer goes on
        // from where both files stand, and finds the end or the disk's error itself.
        let finished = try FileReader.forEachPiece(of: input, source) { (bytes) throws(FileError) in
            try writeAll(bytes, to: output, name)
            copied += bytes.count
            return proceed(copied)
        }
        guard finished else { return false }
        try keepTime(of: input, on: output, name)
        return true
    }

    /// One piece; `nil` where the system cannot.
    private static func inKernel(_ input: Int32, _ output: Int32) -> Int? {
        while true {
            let count = copy_file_range(input, nil, output, nil, piece, 0)
            if count >= 0 { return count }
            if errno != EINTR { return nil }
        }
    }

    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to output: Int32, _ target: String
    ) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("write", target) }
            rest = rest.dropFirst(count)
        }
    }

    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to output: Int32, at offset: Int, _ target: String
    ) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(output, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write", target) }
            done += count
        }
    }

    private static func keepTime(of input: Int32, on output: Int32, _ target: String) throws(FileError) {
        var status = stat()
        guard fstat(input, &status) == 0 else { throw FileError("write", target) }
        let times = [status.st_atim, status.st_mtim]
        guard futimens(output, times) == 0 else { throw FileError("write", target) }
    }
}
