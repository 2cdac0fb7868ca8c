public import Diagnostics
public import Stores

/// Why nothing could be copied at all. What fails for one file is in the report.
public enum SyncError: Explained, Hashable {
    /// A store could not be used.
    case store(StoreError)
    /// Source and destination are one place.
    case same(StoreLocation)
    /// Copies would land in the source.
    case recursive(source: StoreLocation, destination: StoreLocation)
    /// Deleting at the destination would reach the source.
    case deletesSource(source: StoreLocation, destination: StoreLocation)
    /// A folder cannot be copied onto a file.
    case file(StoreLocation)
    /// Nothing can be written where copies go; why, as a sentence.
    case unwritable(String)
    /// The work was told to stop.
    case cancelled

    init(_ error: StoreError) {
        self = error == .cancelled ? .cancelled : .store(error)
    }

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .store(let error): error.explanation
        case .same(let location):
            "source and destination are both '\(location)'; name another destination"
        case .recursive(let source, let destination):
            Explanation(
                "'\(destination)' and '\(source)' lie in each other, so that copies would land in their own source; "
                    + "name another destination")
        case .deletesSource(let source, let destination):
            Explanation(
                "'\(source)' lies in '\(destination)', where files are to be deleted; "
                    + "name another destination or delete nothing")
        case .file(let location):
            "'\(location)' is a file, and the source is a folder; name a folder to copy it to"
        case .unwritable(let problem): Explanation(problem)
        case .cancelled: .cancelled
        }
    }
}
