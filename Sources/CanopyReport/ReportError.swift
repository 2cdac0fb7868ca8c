public import Diagnostics
public import Files
public import Stores

/// Why no page was made.
public enum ReportError: Explained, Hashable {
    /// A store could not be used.
    case store(StoreError)
    /// The page could not be written.
    case file(FileError)
    /// There is a page already that was not to be replaced.
    case exists(StoreLocation)
    /// Something else failed.
    case other(String)
    /// The work was told to stop.
    case cancelled

    init(_ error: StoreError) { self = error == .cancelled ? .cancelled : .store(error) }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .store(let error): error.explanation
        case .file(let error): error.explanation
        case .exists(let location): Explanation("there is a file at '\(location)' already", [.overwrite])
        case .other(let reason): Explanation(reason)
        case .cancelled: .cancelled
        }
    }
}
