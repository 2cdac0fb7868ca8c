internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The files of this process that go with it: temporaries, locks. A process that must end before their owners do takes
/// them along by ``removeAll()``.
public enum Unfinished {
    private static let files = Mutex<Set<String>>([])

    /// Removes them all. Whoever still writes one fails, so this is for the moment before the process ends.
    public static func removeAll() {
        files.withLock { files in
            for file in files { unlink(file) }
            files = []
        }
    }

    static func add(_ file: String) { files.withLock { _ = $0.insert(file) } }

    /// The file has got its name, or is gone.
    static func drop(_ file: String) { files.withLock { _ = $0.remove(file) } }
}
