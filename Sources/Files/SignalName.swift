internal import Glibc

/// The signals by which processes end, as people call them.
public enum SignalName {
    /// The name of the signal of that number.
    public static func of(_ signal: Int32) -> String { names[signal] ?? "signal \(signal)" }

    private static let names = [
        SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE",
        SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP",
        SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
    ]
}
