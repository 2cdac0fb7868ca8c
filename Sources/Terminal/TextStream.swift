internal import Glibc

/// A result that could not be written.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's error number.
    public let code: Int32

    /// One sentence.
    public var description: String {
        "cannot write the result: \(String(cString: strerror(code))); send standard output somewhere else"
    }
}

/// Where text goes, and what a reader there can show.
public struct TextStream: Sendable {
    /// Whether a person watches: lines can be redrawn in place.
    public let isTerminal: Bool
    /// Whether colors are shown and wanted.
    public let hasColor: Bool
    private let width: @Sendable () -> Int?
    private let put: @Sendable (String) throws(OutputError) -> Void

    /// A stream that hands its text to `put`, as if to a terminal of `columns` columns or, without them, to a file.
    public init(
        columns: Int? = nil, hasColor: Bool = false, put: @escaping @Sendable (String) throws(OutputError) -> Void
    ) {
        self.isTerminal = columns != nil
        self.hasColor = hasColor
        self.width = { columns }
        self.put = put
    }

    private init(descriptor: Int32, variables: [String: String]) {
        let isTerminal = isatty(descriptor) == 1 && variables["TERM"] != "dumb"
        self.isTerminal = isTerminal
        self.hasColor = isTerminal && variables["NO_COLOR", default: ""].isEmpty
        self.width = { isTerminal ? Self.columns(of: descriptor) : nil }
        self.put = { (text) throws(OutputError) in try Self.write(text, to: descriptor) }
    }

    /// The process's standard output. `variables` are the environment's, of which TERM and NO_COLOR count.
    public static func standardOutput(_ variables: [String: String]) -> TextStream {
        TextStream(descriptor: STDOUT_FILENO, variables: variables)
    }

    /// The process's standard error. `variables` are the environment's, of which TERM and NO_COLOR count.
    public static func standardError(_ variables: [String: String]) -> TextStream {
        TextStream(descriptor: STDERR_FILENO, variables: variables)
    }

    /// How many columns the terminal has now; `nil` where there is none.
    public var columns: Int? { width() }

    /// Writes `text` as it is.
    ///
    /// A reader that has gone has seen what it wanted: the rest is dropped without a word.
    public func write(_ text: String) throws(OutputError) { try put(text) }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { writeSome($0, to: descriptor) }
            if count >= 0 {
                start += count
            } else if errno == EPIPE {
                return
            } else if errno != EINTR {
                throw OutputError(code: errno)
            }
        }
    }
}

/// write(2), out of the shadow of the methods of that name.
private func writeSome(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
