#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A hidden folder beside a target, on the same disk, for files that get their names when they are whole. It goes with
/// all that is left in it.
public struct ScratchFolder: ~Copyable, Sendable {
    /// The path.
    public let path: String

    /// Makes a folder in the folder at `parent`, which must be there.
    public init(in parent: String) throws(FileError) {
        path = Path.temporary(in: parent)
        guard mkdir(path, 0o777) == 0 else { throw FileError("make the folder", path) }
        Unfinished.add(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        Unfinished.drop(path)
    }
}
