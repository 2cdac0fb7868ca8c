internal import CFiles
internal import Glibc
internal import Threads

/// The lines that a program and those that it starts print, as they come. Whoever keeps the pipe open when the program
/// has ended is not waited for, and nobody who prints is ever held up.
public final class PrintedLines: Sendable {
    /// What the program is given to write to.
    public let end: Int32
    private let input: Int32
    private let stop: Int32
    private let isReading = Monitor(true)
    private let wake: Int32

    /// A line is cut behind so many bytes.
    private static let longestLine = 1000
    /// Bytes that are still read when the program has ended: what a pipe of the system's usual size holds, many times.
    private static let mostAtEnd = 1 << 20

    /// Hands over each line, without its end, on a thread of its own, until ``close()``.
    public init(_ take: @escaping @Sendable (String) -> Void) throws(FileError) {
        var (pipe, signal): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe2(&pipe, O_CLOEXEC) == 0 else { throw FileError("make", "a pipe") }
        guard pipe2(&signal, O_CLOEXEC) == 0 else {
            let error = FileError("make", "a pipe")
            for end in pipe { Glibc.close(end) }
            throw error
        }
        // Only this side: it is an open file of its own, other than the program's.
        _ = fcntl(pipe[0], F_SETFL, O_NONBLOCK)
        (input, end, stop, wake) = (pipe[0], pipe[1], signal[0], signal[1])
        startThread { [input, stop, isReading] in
            Self.read(input, until: stop, take)
            isReading.update { $0 = false }
        }
    }

    deinit { for descriptor in [input, end, stop, wake] { Glibc.close(descriptor) } }

    /// Hands over what is left, and reads no more. Blocks until all lines are handed over.
    public func close() {
        var byte: UInt8 = 0
        write(wake, &byte, 1)
        isReading.wait { $0 ? nil : () }
    }

    private static func read(_ input: Int32, until stop: Int32, _ take: (String) -> Void) {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var rest = mostAtEnd
        var isEnding = false
        while rest > 0 {
            if !isEnding {
                var ends = [input, stop].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                _ = poll(&ends, 2, -1)
                isEnding = ends[1].revents != 0
            }
            let count = Glibc.read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN, !isEnding { continue }
            guard count > 0 else { break }
            if isEnding { rest -= count }
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: "\n") {
                    take(String(decoding: line, as: UTF8.self))
                    line = []
                } else if line.count < longestLine {
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { take(String(decoding: line, as: UTF8.self)) }
    }
}

/// A process that this one has started.
public enum ChildProcess {
    /// Whether it has ended. Its number stays its own until somebody asks for its status.
    public static func hasEnded(_ process: Int32) -> Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) != 0
            || information.si_signo != 0
    }
}
