internal import Glibc

/// What the disk allows.
public enum Disk {
    /// Whether two folders lie in one file system, so that what one takes the other has no more.
    public static func isSame(_ a: String, _ b: String) -> Bool {
        var first = stat()
        var second = stat()
        return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
    }

    /// Bytes that an ordinary user may still write in the file system of `folder`; `nil` where it does not say.
    public static func free(at folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        // File systems without an end name any number.
        let (bytes, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflows ? .max : Int(clamping: bytes)
    }

    /// What there was too little of when another library failed to write a file: the system's error number. `nil` where
    /// nothing points to that.
    ///
    /// - Parameter message: What the library says. Some pass the system's reason on, some say nothing of it, and then the
    ///   disk and the limit on the size of files are looked at.
    public static func shortage(writing path: String, toldAs message: String) -> Int32? {
        let told = [ENOSPC, EDQUOT, EFBIG].first { message.contains(String(cString: strerror($0))) }
        if let told { return told }
        if let free = free(at: Path.folder(of: path)), free < margin { return ENOSPC }
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
        if hasLimit, let size = Path.size(of: path), UInt64(size + margin) > UInt64(limit.rlim_cur) { return EFBIG }
        return nil
    }

    /// Bytes that a library may have wanted to write at once, and gave back when it could not.
    private static let margin = 1 << 20
}
