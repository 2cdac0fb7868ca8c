internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The files and folders of this process that go with it: temporaries, locks. A process that must end before their owners do takes
/// them along by ``removeAll()``.
public enum Unfinished {
    private static let files = Mutex<Set<String>>([])

    /// Removes them all. Whoever still writes one fails, so this is for the moment before the process ends.
    public static func removeAll() {
        files.withLock { files in
            for file in files { try? FileManager.default.removeItem(atPath: file) }
            files = []
        }
    }

    static func add(_ file: String) { files.withLock { _ = $0.insert(file) } }

    /// The file has got its name, or is gone.
    static func drop(_ file: String) { files.withLock { _ = $0.remove(file) } }
}
