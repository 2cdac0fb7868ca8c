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
        let reason = Program.flaw(of: path) ?? String(cString: strerror(code))
        let hint = code == ENOEXEC ? "; a script needs a first line such as '#!/bin/sh'" : ""
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

    /// Why the script at `path` cannot be run, as far as its first line tells: its interpreter; `nil` where nothing is wrong
    /// with that, or it has none.
    public static func flaw(of path: String) -> String? {
        guard let file = try? LocalFile(path), let start = try? file.read(0..<min(file.size, 256)),
            start.starts(with: "#!".utf8)
        else { return nil }
        let line = start.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") {
            return "its lines end as on Windows, with a carriage return; convert it, for example by dos2unix"
        }
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let interpreter = words.first.map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
        if !Path.exists(interpreter) {
            return "its first line names an interpreter that does not exist, '\(interpreter)'; install or correct that"
        }
        return access(interpreter, X_OK) == 0
            ? nil : "its first line names an interpreter that may not be run, '\(interpreter)'; correct that"
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
