internal import Synchronization

/// Where the warnings of a piece of work gather, each once and in order; and its notes, which are for those who look
/// into how it was done.
public final class Warnings: Sendable {
    private let list = Mutex<[String]>([])
    private let asides = Mutex<[String]>([])

    /// The words for what would help against what is warned of.
    public let phrasing: Phrasing

    /// No warnings yet.
    ///
    /// - Parameter phrasing: The words for what would help against what is warned of.
    public init(phrasing: Phrasing = .neutral) { self.phrasing = phrasing }

    /// What has been warned of so far: what means something for the result.
    public var all: [String] { list.withLock { $0 } }

    /// What the libraries have said besides. It means nothing for the result.
    public var notes: [String] { asides.withLock { $0 } }

    /// Adds a warning, unless it stands there already.
    ///
    /// - Parameter remedies: What would help against it.
    public func add(_ warning: String, _ remedies: [Remedy] = []) {
        _ = Self.append(Explanation(warning, remedies).aside(phrasing), to: list)
    }

    /// Adds a note, unless it stands there already.
    public func note(_ note: String) {
        if Self.append(note, to: asides) { Self.tell(note) }
    }

    /// - Returns: Whether it is new.
    private static func append(_ text: String, to list: borrowing Mutex<[String]>) -> Bool {
        list.withLock { texts in
            guard !texts.contains(text) else { return false }
            texts.append(text)
            return true
        }
    }
}

extension Warnings {
    private static let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Hands every note to `listener` as it comes, whatever becomes of the work that it belongs to. There is one listener
    /// for the process, as there is one GDAL in it.
    public static func listenToNotes(_ listener: @escaping @Sendable (String) -> Void) {
        Self.listener.withLock { $0 = listener }
    }

    fileprivate static func tell(_ note: String) {
        let listener = Self.listener.withLock { $0 }
        listener?(note)
    }
}
