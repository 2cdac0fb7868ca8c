package import Diagnostics
internal import Files
internal import Glibc
internal import Synchronization
internal import Threads

/// The write end of the pipe between the signal handler and the thread that acts on signals; -1 without one.
private let signalPipe = Atomic<Int32>(-1)

/// SIGHUP (a closed terminal), SIGINT, SIGQUIT and SIGTERM: the first asks the work to stop, so that it removes its temporaries; a second one, or five
/// seconds without an end, end the process at once.
///
/// The process ends by exiting, not by the signal itself, which as process 1 of a container it would survive.
package final class Interruption: Sendable {
    /// The flag that the work looks at.
    package let cancellation = Cancellation()
    private let first = Atomic<Int32>(0)

    private let idleTimeout: Duration

    /// No signal has come. When one does, the work has `idleTimeout` to end.
    package init(idleTimeout: Duration = .seconds(5)) { self.idleTimeout = idleTimeout }

    /// The signal that came, if one did.
    package var signal: Int32? {
        let number = first.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Asks the work to stop, as the signal of that number does.
    func interrupt(by signal: Int32) {
        first.store(signal, ordering: .releasing)
        cancellation.cancel()
    }

    /// The signal as people call it.
    static func name(of signal: Int32) -> String {
        switch signal {
        case SIGHUP: "SIGHUP"
        case SIGINT: "SIGINT"
        case SIGQUIT: "SIGQUIT"
        default: "SIGTERM"
        }
    }

    /// From here on the process's signals come to this object. Ignored signals stay ignored: shells' background jobs
    /// ask for that.
    ///
    /// SIGPIPE and SIGXFSZ are ignored from here on: when what reads the output goes before its end, or a file would
    /// exceed the process's limit, writing fails, and says so, instead of killing the process with its temporaries left
    /// behind.
    package func watchSignals() {
        ignore(SIGPIPE)
        ignore(SIGXFSZ)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signalPipe.store(ends[1], ordering: .releasing)
        startThread { [readEnd = ends[0]] in self.act(on: readEnd) }
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] where !Self.isIgnored(number) { Self.handle(number) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// A handler may do next to nothing; writing a byte to a pipe is among it.
    private static func handle(_ number: Int32) {
        install(number) { number in
            let code = errno
            var byte = UInt8(truncatingIfNeeded: number)
            write(signalPipe.load(ordering: .relaxed), &byte, 1)
            errno = code
        }
    }

    private func act(on pipe: Int32) {
        var number: UInt8 = 0
        while read(pipe, &number, 1) != 1 {}
        interrupt(by: Int32(number))
        let (first, end) = (Int32(number), ContinuousClock.now + idleTimeout)
        repeat {
            var again = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let rest = max(.zero, end - ContinuousClock.now)
            guard poll(&again, 1, Int32(rest / .milliseconds(1))) > 0, read(pipe, &number, 1) == 1 else { break }
            // A terminal that closes sends it more than once, by its shell and by itself; nobody is impatient.
        } while first == SIGHUP && Int32(number) == SIGHUP
        TemporaryRegistry.removeAll { _exit(128 + first) }
    }
}

/// signal(2), out of the shadow of the property of that name.
private func install(
    _ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
) {
    signal(number, handler)
}

/// Lets a signal pass unseen.
private func ignore(_ number: Int32) { signal(number, SIG_IGN) }
