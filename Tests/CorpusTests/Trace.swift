import CanopyTesting
import Foundation

/// A call of the program that strace(1) watches.
enum Trace {
    /// Whether there is strace, and the system lets a process be traced.
    static var isPossible: Bool {
        get async {
            let outcome = try? await Binary(path: "/usr/bin/env").run(["strace", "-f", "-o", "/dev/null", "true"])
            return outcome?.status == 0
        }
    }

    /// The paths and addresses that a call reached for, though the user has not named them, nor are they the system's.
    static func strange(_ call: [String], in folder: TemporaryFolder) async throws -> Set<String> {
        let log = folder("trace-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: log) }
        let home = try folder.folder("home")
        _ = try await Binary(path: "/usr/bin/env").run(
            [
                "-i", "PATH=/usr/bin:/bin", "HOME=\(home)", "LANG=C.UTF-8", "SWIFT_BACKTRACE=enable=no", "strace", "-f",
                "-y",
                "--seccomp-bpf", "-s", "4096", "-e", "trace=%file,%network", "-e", "signal=none", "-o", log,
                Binary("canopy").path,
            ] + call, in: folder.path)
        let named = call.filter { $0.hasPrefix("/") }
        var strange: Set<String> = []
        for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
            guard let reach = Reach(line) else { continue }
            switch reach {
            case .address(let text): strange.insert(text)
            case .path(let path, let isRead):
                if !isNamed(path, named), !Allowed.isAllowed(path, isRead: isRead, home: home) { strange.insert(path) }
            }
        }
        return strange
    }

    /// Whether a path is what the user named, what lies in it or above it, or belongs to it by its name.
    private static func isNamed(_ path: String, _ named: [String]) -> Bool {
        named.contains { name in
            let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
            let parent = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? name
            // Temporaries stand beside outputs, in folders that have nothing else in these tests.
            return path == name || path.hasPrefix(stem + ".") || path.hasPrefix(stem + "_")
                || path.hasPrefix(name + "/")
                || name.hasPrefix(path + "/") || path == "/" || path.hasPrefix(parent + "/.canopy-")
        }
    }
}

/// What a system call reaches for.
private enum Reach {
    case path(String, isRead: Bool)
    case address(String)

    /// What a line of strace's log tells of; `nil` where it tells of nothing, such as the end of a process.
    init?(_ line: Substring) {
        guard let open = line.firstIndex(of: "("), let name = line[..<open].split(separator: " ").last,
            !line.contains("<... ")
        else { return nil }
        let arguments = line[line.index(after: open)...]
        if name == "socket" || name == "connect" || name == "sendto" || name == "bind" || name == "getaddrinfo" {
            // Between the threads and children of a process.
            if arguments.hasPrefix("AF_UNIX") || arguments.hasPrefix("AF_NETLINK") { return nil }
            self = .address("\(name)(\(arguments))")
            return
        }
        guard let quote = arguments.firstIndex(of: "\""),
            let end = arguments[arguments.index(after: quote)...].firstIndex(of: "\"")
        else { return nil }
        let path = String(arguments[arguments.index(after: quote)..<end])
        // What is open already.
        if path.isEmpty { return nil }
        let isRead = !["stat", "lstat", "newfstatat", "statx", "access", "faccessat2"].contains(name)
        if path.hasPrefix("/") {
            self = .path(path, isRead: isRead)
        } else if let start = arguments[..<quote].lastIndex(of: "<"), let stop = arguments[..<quote].lastIndex(of: ">")
        {
            let folder = arguments[arguments.index(after: start)..<stop]
            self = .path(path == "." ? String(folder) : "\(folder)/\(path)", isRead: isRead)
        } else {
            self = .path(path, isRead: isRead)
        }
    }
}
