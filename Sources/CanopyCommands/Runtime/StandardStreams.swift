internal import ArgumentParser
internal import Files
internal import Glibc
internal import Stores
internal import Threads

/// What `-` means: standard input where a file is read, standard output where one is written. Both go through a file of this
/// call, since rasters are read and written in any order.
enum StandardStream {
    /// How users name it.
    static let name = "-"
    /// Its place among those of files.
    static let location = StoreLocation(path: name)

    /// What stands in the way of using it in these runs, a sentence each.
    static func problems(with jobs: [FileNames]) -> [String] {
        var problems: [String] = []
        let uses = jobs.flatMap { $0.inputs + [$0.boundary].compactMap(\.self) }.count { $0 == name }
        let boundaries = jobs.count { $0.boundary == name }
        // One boundary is read once, for however many rasters.
        if uses - max(0, boundaries - 1) > 1 {
            problems.append("standard input can be read once, and '-' stands twice")
        }
        if uses > 0, isatty(STDIN_FILENO) == 1 {
            problems.append("standard input is a terminal; send a file there, or name one")
        }
        if jobs.contains(where: { $0.output == name }), isatty(STDOUT_FILENO) == 1 {
            problems.append("standard output is a terminal; send it to a file or a program, or name a file")
        }
        return problems
    }

    /// Copies standard input to a file.
    static func save(to path: String) async throws(FileError) {
        try await runBlocking { () throws(FileError) in
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { throw FileError("write", path) }
            defer { close(file) }
            try copy(from: STDIN_FILENO, to: file, "read", "standard input")
        }
    }

    /// Copies a file to standard output.
    static func send(_ path: String) async throws(FileError) {
        try await runBlocking { () throws(FileError) in
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw FileError("read", path) }
            defer { close(file) }
            try copy(from: file, to: STDOUT_FILENO, "write", "standard output")
        }
    }

    private static func copy(
        from source: Int32, to target: Int32, _ action: String, _ stream: String
    ) throws(FileError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count == 0 { return }
            if count < 0 {
                guard errno == EINTR else { throw FileError(action, stream) }
                continue
            }
            var start = 0
            while start < count {
                let written = buffer[start..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
                if written >= 0 {
                    start += written
                } else if errno != EINTR {
                    throw FileError(action, stream)
                }
            }
        }
    }
}
