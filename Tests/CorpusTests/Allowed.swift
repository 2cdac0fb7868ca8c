import CanopyTesting
import Files

/// What the program may reach for though no user names it: itself, the system's libraries, the data of GDAL and PROJ.
enum Allowed {
    /// Folders, with what lies in them, and files.
    private static let places = [
        // Libraries, and what they are set up with.
        "/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.preload",
        "/etc/ssl/openssl.cnf",
        "/etc/gnutls/config", "/usr/share/locale", "/usr/share/zoneinfo", "/usr/share/icu", "/etc/localtime",
        // Data of GDAL and PROJ.
        "/usr/share/gdal", "/usr/share/proj", "/usr/local/share/proj", "/etc/gdal/gdalrc",
        // The process and the machine.
        "/proc/self/exe", "/proc/self/stat", "/proc/self/maps", "/proc/self/status", "/proc/self/cgroup",
        "/proc/self/mountinfo",
        "/proc/self/fd", "/proc/self/task", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/sys",
        "/sys/devices/system",
        "/sys/fs/cgroup", "/dev/null", "/dev/urandom",
    ]

    /// The same below the user's home.
    private static let placesAtHome = [".gdal", ".local/share/proj"]

    /// What GDAL looks for, and finds or not, before it is told not to read it: whether the name that GeoJSON has for its
    /// system is a file's.
    private static let lookedFor = ["/etc/passwd"]

    /// Whether the path is one of these.
    static func isAllowed(_ path: String, isRead: Bool, home: String) -> Bool {
        if !isRead, lookedFor.contains(path) { return true }
        // A name that GDAL has for memory.
        if path.hasPrefix("/vsimem/canopy-") { return true }
        let program = Binary("canopy").path
        let all =
            places + placesAtHome.map { home + "/" + $0 } + [
                home, Path.folder(of: program), Path.folder(of: Path.resolved(program)),
            ]
        // Libraries stand beside the program, or where the compiler has its own.
        if path.contains(".so") || path.contains("/glibc-hwcaps/") || path.contains("/swift/") { return true }
        let path = path.replacing(#/^\/proc\/[0-9]+/#, with: "/proc/self")
        return all.contains { path == $0 || path.hasPrefix($0 + "/") && $0 != home || $0.hasPrefix(path + "/") }
    }
}
