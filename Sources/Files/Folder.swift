#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Making and reading folders.
public enum Folder {
    /// The names in a folder.
    public struct Names: Hashable, Sendable {
        /// Those that are UTF-8 text, in no order, without `.` and `..`.
        public internal(set) var readable: [String] = []
        /// Those that are not, each shown as well as it goes: no path leads back to them.
        public internal(set) var unreadable: [String] = []
    }

    /// What the folder at `path` holds.
    public static func names(in path: String) throws(FileError) -> Names {
        guard let folder = opendir(path) else { throw FileError("list", path) }
        defer { closedir(folder) }
        var names = Names()
        while true {
            // The end and an error both come as a null pointer.
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { throw FileError("list", path) }
                return names
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                names.unreadable.append(String(decoding: bytes, as: UTF8.self))
                continue
            }
            if name != ".", name != ".." { names.readable.append(name) }
        }
    }

    /// Makes the folder at `path` and those above it, as far as they are missing.
    public static func make(_ path: String) throws(FileError) {
        if mkdir(path, 0o777) == 0 { return }
        switch errno {
        case EEXIST where Path.isFolder(path):
            return
        case ENOENT where Path.folder(of: path) != path && !path.isEmpty:
            try make(Path.folder(of: path))
            // Another task may have made it meanwhile.
            guard mkdir(path, 0o777) == 0 || errno == EEXIST && Path.isFolder(path) else {
                throw FileError("make the folder", path)
            }
        default:
            throw FileError("make the folder", path)
        }
    }

    /// Removes the folder at `path` if there is nothing in it; else it stays.
    public static func removeIfEmpty(_ path: String) { rmdir(path) }
}
