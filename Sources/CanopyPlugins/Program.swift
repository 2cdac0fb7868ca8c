internal import Files
internal import Glibc

/// A program that could not be started.
public struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The program.
    public let path: String
    /// The system's error number.
    public let code: Int32

    /// One sentence.
    public var description: String {
        let reason = String(cString: strerror(code))
        let hint =
            switch code {
            case ENOEXEC: "; a script needs a first line such as '#!/bin/sh'"
            case ENOENT where Path.isFile(path): "; its first line names an interpreter that is not there"
            default: ""
            }
        return "cannot run '\(path)': \(reason)\(hint)"
    }
}

/// Programs on this machine, the running one included.
public enum Program {
    /// The file of the running program, links followed; `nil` where the system does not tell.
    public static var running: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Becomes the program at `path`: it takes over the process with its streams, its place as its parent's child, and
    /// so the exit status. Returns only to throw.
    public static func become(_ path: String, arguments: [String], variables: [String: String]) throws(ProgramError) {
        resetSignals()
        let code = withCStrings([path] + arguments) { arguments in
            withCStrings(variables.map { "\($0.key)=\($0.value)" }) { variables in
                execve(path, arguments, variables)
                return errno
            }
        }
        throw ProgramError(path: path, code: code)
    }

    /// Gives the next program its signals as a shell would: none blocked, each with its default.
    ///
    /// Ignored hang-ups, interrupts and quits stay ignored: that is how `nohup` and shells' background jobs ask for it.
    private static func resetSignals() {
        for number in 1..<Int32(NSIG) {
            let previous = signal(number, SIG_DFL)
            let wasIgnored = unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            if wasIgnored, [SIGHUP, SIGINT, SIGQUIT].contains(number) { signal(number, SIG_IGN) }
        }
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
    }

    private static func withCStrings(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
    ) -> Int32 {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
