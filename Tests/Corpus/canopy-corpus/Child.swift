import Dispatch
import Glibc

/// A copy of this process, for work that may end it: a process for each run, without the time that starting a program
/// takes.
///
/// This process must have one thread only: no other is copied.
enum Child {
    /// How a child ended.
    struct Ending {
        /// The status that it exited with; `nil` where a signal ended it.
        let status: Int32?
        /// That signal.
        let signal: Int32?
        /// Bytes of memory that it had at most.
        let memory: Int
    }

    /// Bounds of what a child may use; what goes beyond ends it, by a signal or for want of memory.
    struct StretchRange {
        /// Processor time.
        var seconds: UInt = 10
        /// Time, much more of it, because other processes want the processors as well.
        var idleTimeout: UInt32 = 60
        /// Bytes of memory.
        var memory: UInt = 1 << 30
    }

    /// Runs `body` in a child whose output goes to files, and waits for its end.
    static func run(
        _ limits: StretchRange = StretchRange(), output: String, errors: String, _ body: () -> Int32
    ) -> Ending {
        fflush(nil)
        let process = fork()
        guard process >= 0 else { return Ending(status: 71, signal: nil, memory: 0) }
        if process == 0 {
            redirect(1, to: output)
            redirect(2, to: errors)
            // What Swift's runtime finds out after a trap takes seconds.
            for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] { signal(number, SIG_DFL) }
            bound(RLIMIT_CPU, limits.seconds)
            bound(RLIMIT_DATA, limits.memory)
            bound(RLIMIT_CORE, 0)
            alarm(limits.idleTimeout)
            exit(body())
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return Ending(
            status: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal,
            memory: usage.ru_maxrss << 10)
    }

    /// Does work that waits, which no child does before it is one: it ends the process.
    static func wait(for work: @escaping @Sendable () async -> Never) -> Never {
        Task.detached { await work() }
        dispatchMain()
    }

    private static func redirect(_ descriptor: Int32, to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        dup2(file, descriptor)
        close(file)
    }

    private static func bound(_ resource: __rlimit_resource, _ value: UInt) {
        // At the lower limit of processor time a signal tells of it, at the upper one nothing does.
        var limit = rlimit(rlim_cur: value, rlim_max: value + 1)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}
