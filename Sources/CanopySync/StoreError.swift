public import Files

/// A store that could not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
    /// The store is remote.
    case remote(StoreLocation)
    /// There is nothing at this place.
    case absent(StoreLocation)
    /// Original and copy differ.
    case corrupted(StoreLocation)
    /// A folder on the way to the file is a link, which removing does not follow.
    case behindLink(StoreLocation)
    /// A file on this machine could not be read, written or replaced.
    case file(FileError)
    /// The work was told to stop.
    case cancelled
}

extension StoreError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .remote(let location):
            "'\(location)' is remote, and remote stores need rclone, which this version does not run yet; "
                + "copy it to a folder and name that"
        case .absent(let location):
            "there is nothing at '\(location)'; check the name"
        case .corrupted(let location):
            "the copy of '\(location)' differs from it, so it was thrown away; "
                + "if the file is still being written, try again when it is complete, else check the disk"
        case .behindLink(let location):
            "'\(location)' lies behind a link to another folder and was not removed; remove it there"
        case .file(let error): error.description
        case .cancelled: "stopped before it was finished"
        }
    }
}
