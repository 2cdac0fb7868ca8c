internal import Glibc

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What this process may use of the machine, its container's limits included.
public enum HostLimits {
    /// Processors: those that this process may run on, or the container's share of them, if that is less.
    public static var cores: Int {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return max(1, min(cores, share ?? cores))
    }

    /// The number of the user whose rights this process has. No list of users need know it: containers run as any number.
    public static var user: UInt32 { geteuid() }

    /// Bytes of memory that the machine has, whatever a container may use of it.
    public static var memory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

    /// Bytes of memory that the container may use; `nil` where there is no limit.
    public static var memoryLimit: Int? {
        let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { path in
            number(words(of: path)?.first)
        }
        // The first version of cgroups says 'no limit' with a number that no machine has.
        return limits.min().flatMap { $0 < 1 << 60 ? $0 : nil }
    }

    /// Keeps what is in memory out of core files, those of the programs that this process starts included.
    ///
    /// A limit rather than `PR_SET_DUMPABLE`, which ends with the next `exec`, so that rclone would not have it, and
    /// which makes root the owner of the process's folder in `/proc`. Of one byte rather than none: the kernel hands the
    /// memory to a program that gathers core dumps whatever the limit is, except for this one.
    public static func forbidCoreDumps() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(1, limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }

    /// Whole processors that a container's quota of time comes to.
    private static var share: Int? {
        let quota: (time: Int?, period: Int?) =
            if let words = words(of: "/sys/fs/cgroup/cpu.max") {
                (number(words.first), number(words.last))
            } else {
                (
                    number(words(of: "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")?.first),
                    number(words(of: "/sys/fs/cgroup/cpu/cpu.cfs_period_us")?.first)
                )
            }
        guard let time = quota.time, let period = quota.period, time > 0, period > 0 else { return nil }
        return (time + period - 1) / period
    }

    private static func number(_ word: Substring?) -> Int? { word.flatMap { Int($0) } }

    /// The words of a short file; `nil` where there is none.
    private static func words(of path: String) -> [Substring]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, 256))
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    }
}
