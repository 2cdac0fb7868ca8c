internal import CFiles
internal import Glibc

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The variables that this process was started with.
public enum ProcessEnvironment {
    /// Gives all variables, and takes those that are secrets out of the process: programs that it starts from here on
    /// inherit none of them, and `/proc/self/environ` has zeros in their place.
    ///
    /// To be called before anything else runs in the process: a C library may read its environment at any time.
    public static func take(hiding isSecret: (_ name: String, _ value: String) -> Bool) -> [String: String] {
        let variables = ProcessInfo.processInfo.environment
        for (name, value) in variables where isSecret(name, value) {
            let texts = entries.filter { String(cString: $0).hasPrefix(name + "=") }
            unsetenv(name)
            // What the kernel shows are the bytes that the process was started with, wherever the C library looks now.
            for text in texts { memset(text, 0, strlen(text)) }
        }
        return variables
    }

    private static var entries: [UnsafeMutablePointer<CChar>] {
        guard var next = canopy_environment() else { return [] }
        var entries: [UnsafeMutablePointer<CChar>] = []
        while let entry = next.pointee {
            entries.append(entry)
            next += 1
        }
        return entries
    }
}
