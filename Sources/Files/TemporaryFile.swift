#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The name of a scratch file beside a target, on the same disk. Whatever is there goes with it.
public struct TemporaryFile: ~Copyable, Sendable {
    /// The path; nothing is there until somebody writes it.
    public let path: String

    /// A name in the folder of `target` that nothing has.
    public init(beside target: String) {
        path = Path.temporary(in: Path.folder(of: target))
        Unfinished.add(path)
    }

    deinit {
        unlink(path)
        // GDAL puts there what it has no place for in a file.
        unlink(path + ".aux.xml")
        Unfinished.drop(path)
    }
}
