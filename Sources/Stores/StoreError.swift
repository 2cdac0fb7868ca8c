public import Diagnostics
public import Files

/// A store that could not do what it was asked.
public enum StoreError: Explained, Hashable {
    /// There is nothing at this place.
    case absent(StoreLocation)
    /// Something is at this place that was not to be replaced.
    case exists(StoreLocation)
    /// Original and copy differ.
    case corrupted(StoreLocation)
    /// The file was replaced or removed while it was read.
    case changed(StoreLocation)
    /// The file cannot be read where it lies, but only be copied as a whole.
    case whole(StoreLocation)
    /// Ranges of the file would come by a connection on which nothing notices a changed byte.
    case unencrypted(StoreLocation)
    /// A folder on the way to the file is a link, which removing does not follow.
    case behindLink(StoreLocation)
    /// Links lead from this place out of the store, which is not to be left.
    case outside(StoreLocation)
    /// Original and copy would be one file.
    case same(StoreLocation)
    /// A file on this machine could not be read, written or replaced.
    case file(FileError)
    /// This machine's OpenSSL has no hash function of this name.
    case noHash(String)
    /// How to reach the service behind `s3://` was not said.
    case noAccess(StoreLocation)
    /// rclone, which remote stores need, cannot be used.
    case rclone(RcloneProblem)
    /// A remote store failed.
    case remote(RemoteFailure)
    /// The work was told to stop.
    case cancelled

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch self {
        case .absent(let location):
            "there is nothing at '\(location)'; check the name"
        case .exists(let location):
            "there is a file at '\(location)' already; remove it, or name another place"
        case .corrupted(let location):
            Explanation(
                "the copy of '\(location)' differs from it, so it was thrown away; "
                    + "if the file is still being written, try again when it is complete, else check the disk")
        case .changed(let location):
            "'\(location)' was replaced or removed while it was read; try again when nobody writes it"
        case .whole(let location):
            "'\(location)' cannot be read where it lies, as objects of S3 can; copy it to this machine first"
        case .unencrypted(let location):
            Explanation(
                "the service of '\(location)' is reached without TLS, so that nobody would notice bytes that change on the way",
                [.advice("use its https:// address"), .allowUnencrypted])
        case .behindLink(let location):
            "'\(location)' lies behind a link to another folder and was not removed; remove it there"
        case .outside(let location):
            Explanation(
                "'\(location)' leads by a link out of the folder that was named, which is not followed; "
                    + "put the files themselves there")
        case .same(let location):
            "the copy of '\(location)' would replace the file itself; name another destination"
        case .file(let error): error.explanation
        case .noHash(let name):
            "OpenSSL refuses to compute \(name), by which stores compare files; allow it in this machine's configuration of OpenSSL"
        case .noAccess(let location):
            "'\(location)' is on S3, but neither the address of the service nor keys to it are given; give them"
        case .rclone(let problem): Explanation(problem.description)
        case .remote(let failure): Explanation(failure.description)
        case .cancelled: .cancelled
        }
    }
}
