internal import Glibc

/// Questions about paths that need no more than a system call.
public enum Path {
    /// The folder that holds `path`; `.` where the path is a bare name.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component.
    public static func name(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        return String(path[path.index(after: slash)...])
    }

    /// Whether there is anything at `path`, a dangling link included.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether `path` is a folder, or a link to one.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether `path` is a regular file, or a link to one.
    public static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The bytes of the file at `path`; `nil` where there is none.
    public static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Whether both paths lead to one file.
    public static func isSame(_ a: String, _ b: String) -> Bool {
        var first = stat()
        var second = stat()
        return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }

    /// A name in `folder` that nothing has; hidden, short, and recognisable as ours.
    public static func temporary(in folder: String) -> String {
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        return (folder == "/" ? "" : folder) + "/.canopy-\(number).tmp"
    }

    /// Whether `name` is one that ``temporary(in:)`` gives: what a process that was killed may leave behind.
    public static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".canopy-") && name.hasSuffix(".tmp")
    }

    /// Removes the file or link at `path`; where there is nothing, there is nothing to do.
    public static func removeFile(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
    }

    /// The path without links, `.` and `..`, as far down as it exists; what does not exist yet is appended as it is.
    public static func resolved(_ path: String) -> String {
        if let pointer = realpath(path, nil) {
            defer { free(pointer) }
            return String(cString: pointer)
        }
        let folder = folder(of: path)
        if folder == path || path.isEmpty { return path }
        return (folder == "/" ? "" : resolved(folder)) + "/" + name(of: path)
    }
}
