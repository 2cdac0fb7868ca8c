internal import Glibc
internal import Synchronization
internal import Threads

/// The pipes by which a process is tied to the one that started it to do some work: lines come in by standard input and go
/// out by standard output, and where the first ends, so has the parent.
public final class ParentPipe: Sendable {
    private let input: Int32
    private let output: Int32
    private let sending = Mutex(())
    /// What came behind the last line.
    private let rest = Mutex<ArraySlice<UInt8>>([])

    /// Takes over the process's standard streams: from here on what libraries print goes to standard error, and there is
    /// nothing to read. A process with such a parent leaves no core: the parent tells how it ended.
    public init() throws(FileError) {
        input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard input >= 0, output >= 0 else { throw FileError("use", "standard input and output") }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard nothing >= 0 else { throw FileError("read", "/dev/null") }
        defer { close(nothing) }
        guard dup2(nothing, STDIN_FILENO) >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
            throw FileError("use", "standard input and output")
        }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    deinit {
        close(input)
        close(output)
    }

    /// The next line, without its end; `nil` where the pipe ends before the line does. Blocks.
    public func receive() -> [UInt8]? {
        rest.withLock { rest in
            var line: [UInt8] = []
            while let piece = rest.isEmpty ? next() : rest {
                rest = []
                if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                    rest = piece[(end + 1)...]
                    return line + piece[..<end]
                }
                line += piece
            }
            return nil
        }
    }

    /// So many bytes behind the last line; `nil` where the pipe ends before. Blocks.
    public func receive(_ count: Int) -> [UInt8]? {
        rest.withLock { rest in
            var bytes: [UInt8] = []
            while bytes.count < count, let piece = rest.isEmpty ? next() : rest {
                let wanted = piece.prefix(count - bytes.count)
                bytes += wanted
                rest = piece[wanted.endIndex...]
            }
            return bytes.count == count ? bytes : nil
        }
    }

    /// Sends a line. Where nobody reads any more there is nobody to tell, either.
    public func send(_ line: some Sequence<UInt8>) {
        let bytes = Array(line) + [UInt8(ascii: "\n")]
        sending.withLock { _ in
            bytes.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = UnsafeRawBufferPointer(rebasing: rest)
                    let count = write(output, piece.baseAddress, piece.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// From here on lines go to `take`, on a thread of its own, and the process ends as soon as its parent has, however that
    /// ended, and takes its temporaries along.
    public func follow(_ take: @escaping @Sendable ([UInt8]) -> Void) {
        startThread { [self] in
            while let line = receive() { take(line) }
            TemporaryRegistry.removeAll { _exit(EXIT_FAILURE) }
        }
    }

    /// What comes next; `nil` at the end.
    private func next() -> ArraySlice<UInt8>? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? buffer[..<count] : nil
        }
    }
}
