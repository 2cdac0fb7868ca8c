internal import CGEOS
public import Diagnostics
internal import Glibc
internal import Threads

/// GEOS's state for one task. Geometries of one context are used by one thread at a time.
public final class GEOSContext {
    let handle: OpaquePointer?
    /// The last message of GEOS, which explains the failure that follows it.
    private var message = ""
    private let cancellation: Cancellation
    /// How many steps operations may yet take.
    private var steps: Int
    /// How often the operation under way asked whether to go on, and the thread's time as it began.
    private var asked = 0
    private var start = 0
    /// GEOS 3.11 asks at every side, of which each takes it half as long. GEOS 3.13 asks at few, a thousand times as seldom
    /// where many cross, so that only time tells what it does.
    private static let nanosecondsPerStep = 10_000

    /// Whose operation a thread is about, for GEOS asks without saying so.
    private static let working = ThreadSlot<GEOSContext>()

    /// A fresh state.
    ///
    /// - Parameters:
    ///   - cancellation: What stops operations that last.
    ///   - steps: How many steps all operations together may take; one is about a side of a geometry, each time that it
    ///     is looked at, and 10 µs of a processor's time are not less than one.
    public init(cancellation: Cancellation = Cancellation(), steps: Int = .max) {
        self.cancellation = cancellation
        self.steps = steps
        _ = Self.isAsking
        handle = GEOS_init_r()
        GEOSContext_setErrorMessageHandler_r(
            handle,
            { text, data in
                guard let text, let data else { return }
                Unmanaged<GEOSContext>.fromOpaque(data).takeUnretainedValue().message = String(cString: text)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { GEOS_finish_r(handle) }

    /// GEOS's version, such as `3.11.1`.
    public static var version: String {
        String(String(cString: GEOSversion()).prefix { $0 != "-" })
    }

    /// The one callback of the process, called on the thread that works. It can but ask whoever comes next to stop.
    private static let isAsking: Void = {
        GEOS_interruptRegisterCallback {
            guard let context = GEOSContext.working.value else { return }
            context.asked += 1
            if context.steps < context.taken || context.cancellation.isCancelled { GEOS_interruptRequest() }
        }
    }()

    /// Steps of the operation under way.
    private var taken: Int { max(asked, (Self.processorTime - start) / Self.nanosecondsPerStep) }

    /// Nanoseconds that this thread has worked, in which waiting for a processor does not count.
    private static var processorTime: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Makes a call of GEOS that may last; `nil` tells that it failed.
    func run<Result>(_ action: String, _ call: () -> Result?) throws(GEOSError) -> Result {
        while true {
            (asked, start) = (0, Self.processorTime)
            let result = Self.working.hold(self, call)
            steps -= taken
            if let result { return result }
            let reason = message.isEmpty ? "GEOS gives no reason" : message
            // A later failure without a message must not be told with this one's.
            message = ""
            guard reason.hasPrefix("InterruptedException") else { throw GEOSError(action: action, reason: reason) }
            // A request to stop is the whole process's, and may have been meant for another thread.
            if cancellation.isCancelled { throw GEOSError(action: action, reason: reason, kind: .cancelled) }
            if steps < 0 { throw GEOSError(action: action, reason: reason, kind: .tooMuch) }
        }
    }
}
