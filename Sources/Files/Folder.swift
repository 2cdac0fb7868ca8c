internal import Glibc

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
        try OpenFolder(path, to: "list").names()
    }

    /// What an open folder holds.
    static func names(of descriptor: Int32, _ path: String) throws(FileError) -> Names {
        var names = Names()
        let isWhole = forEachName(of: descriptor) { bytes in
            guard let name = String(validating: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self) else {
                let shown = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
                return names.unreadable.append(shown)
            }
            names.readable.append(name)
        }
        guard isWhole else { throw FileError("list", path) }
        return names
    }

    /// Hands over every name, with the zero at its end, but `.` and `..`. Where it could not come to the end, the system's
    /// error number is set.
    private static func forEachName(of descriptor: Int32, _ body: ([CChar]) -> Void) -> Bool {
        // An open file of its own: reading moves its position.
        let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0, let folder = fdopendir(own) else { return false }
        defer { closedir(folder) }
        while true {
            // The end and an error both come as a null pointer.
            errno = 0
            guard let entry = readdir(folder) else { return errno == 0 }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) {
                $0.prefix { $0 != 0 }.map(CChar.init(bitPattern:))
            }
            let dot = CChar(UInt8(ascii: "."))
            if bytes != [dot], bytes != [dot, dot] { body(bytes + [0]) }
        }
    }

    /// Removes what has the name in an open folder, with all that is in it, as far as that goes; links are not followed.
    static func removeTree(_ name: UnsafePointer<CChar>, in folder: Int32) {
        guard unlinkat(folder, name, 0) != 0, errno == EISDIR || errno == EPERM else { return }
        let child = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard child >= 0 else { return }
        var names: [[CChar]] = []
        _ = forEachName(of: child) { names.append($0) }
        for name in names { removeTree(name, in: child) }
        close(child)
        unlinkat(folder, name, AT_REMOVEDIR)
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
