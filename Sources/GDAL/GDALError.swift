internal import CGDAL
public import Diagnostics

/// A call that GDAL refused: what was tried, and the reason it gave.
public struct GDALError: Explained, Hashable {
    /// What was tried, with the path: `open 'a.tif'`.
    public let action: String
    /// GDAL's reason.
    public let reason: String
    /// GDAL's error number.
    public let code: Code

    /// GDAL's error numbers. Newer versions have more, hence no closed enumeration.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number.
        public let rawValue: Int32
        /// A code from its number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// No reason was given.
        public static let none = Code(rawValue: 0)
        /// Something else than the other codes say.
        public static let applicationDefined = Code(rawValue: 1)
        /// Not enough memory.
        public static let outOfMemory = Code(rawValue: 2)
        /// Reading or writing a file failed.
        public static let fileIO = Code(rawValue: 3)
        /// The file could not be opened or is of no known format.
        public static let openFailed = Code(rawValue: 4)
        /// The caller's progress function asked to stop.
        public static let interrupted = Code(rawValue: 9)
    }

    /// An error with a reason of its own.
    public init(_ action: String, reason: String, code: Code = .applicationDefined) {
        self.action = action
        self.reason = reason
        self.code = code
    }

    /// Whether there was no memory for it.
    public var isOutOfMemory: Bool { code == .outOfMemory }

    /// Whether none of the drivers that were asked took the file for its own.
    var isUnknownFormat: Bool { code == .openFailed && reason.contains("not recognized as") }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong.
    public var explanation: Explanation { code == .interrupted ? .cancelled : "cannot \(action): \(reason)" }
}
