public import Diagnostics
internal import Glibc

/// A file that could not be read, written or replaced: what was tried, where, and the system's reason.
public struct FileError: Explained, Hashable {
    /// Why.
    public enum Reason: Hashable, Sendable {
        /// The output is there already and was not to be replaced.
        case exists
        /// The folder of the output is not there.
        case noFolder
        /// The name is a link's, where none is followed.
        case link
        /// The name is that of something which belongs to another user, of this number.
        case stranger(UInt32)
        /// The name is that of something other than canopy puts there.
        case taken
        /// The output is one of the files that it is made of.
        case isInput(String)
        /// The system's error number.
        case system(Int32)
    }

    /// What was tried, as a verb: `write`, `lock`.
    public let action: String
    /// The path.
    public let path: String
    /// Why it did not work.
    public let reason: Reason

    /// An error with the given reason.
    public init(_ action: String, _ path: String, _ reason: Reason) {
        self.action = action
        self.path = path
        self.reason = reason
    }

    /// An error with the reason that the last system call left.
    public init(_ action: String, _ path: String) {
        self.init(action, path, .system(errno))
    }

    /// Whether this user may not do it; another one may.
    public var isDenied: Bool { [.system(EACCES), .system(EPERM)].contains(reason) }

    /// Whether the machine has no more of something that all files need: room on a disk, memory, handles. Other files
    /// will fare no better.
    public var isResourceGone: Bool {
        if case .system(let code) = reason { Self.goneResources.contains(code) } else { false }
    }

    /// Whether another library's words give such a reason.
    public static func isResourceGone(accordingTo words: String) -> Bool {
        goneResources.contains { words.contains(String(cString: strerror($0))) }
    }

    private static let goneResources = [ENOSPC, EDQUOT, EFBIG, ENOMEM, EMFILE, ENFILE]

    /// One sentence, in neutral words.
    public var description: String { explanation.sentence() }

    /// What is wrong and what would help.
    public var explanation: Explanation {
        switch reason {
        case .exists: Explanation("'\(path)' \(cause)", [.overwrite, .advice("name another output")])
        case .isInput: "'\(path)' \(cause)"
        default: "cannot \(action) '\(path)': \(cause)"
        }
    }

    /// The reason alone.
    public var cause: String {
        switch reason {
        case .exists: "exists already"
        case .link: "it is a link to another place, which is not followed here; remove it, or choose another folder"
        case .stranger(let user):
            "it belongs to user \(user), and this is user \(HostLimits.user); "
                + "if that user has no run at work there, have it removed, or choose another folder"
        case .taken: "something else has that name; remove it, or choose another folder"
        case .isInput(let input):
            (path == input ? "is the input itself" : "is the input '\(input)' as well, or is read with it")
                + "; name another output"
        case .noFolder: "its folder does not exist; make it first"
        case .system(let code): String(cString: strerror(code))
        }
    }
}
