public import Stores

/// Why nothing could be copied at all. What fails for one file is in the report.
public enum SyncError: Error, Hashable, Sendable {
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
    /// The work was told to stop.
    case cancelled

    init(_ error: StoreError) {
        self = error == .cancelled ? .cancelled : .store(error)
    }
}

extension SyncError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .store(let error): error.description
        case .same(let location):
            "source and destination are both '\(location)'; name another destination"
        case .recursive(let source, let destination):
            "'\(destination)' and '\(source)' lie in each other, so that copies would land in their own source; "
                + "name another destination"
        case .deletesSource(let source, let destination):
            "'\(source)' lies in '\(destination)', where files are to be deleted; "
                + "name another destination or delete nothing"
        case .file(let location):
            "'\(location)' is a file, and the source is a folder; name a folder to copy it to"
        case .cancelled: StoreError.cancelled.description
        }
    }
}
