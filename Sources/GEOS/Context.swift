internal import CGEOS

/// GEOS's state for one task. Geometries of one context are used by one thread at a time.
public final class Context {
    let handle: OpaquePointer?
    /// The last message of GEOS, which explains the failure that follows it.
    fileprivate var message = ""

    /// A fresh state.
    public init() {
        handle = GEOS_init_r()
        GEOSContext_setErrorMessageHandler_r(
            handle,
            { text, data in
                guard let text, let data else { return }
                Unmanaged<Context>.fromOpaque(data).takeUnretainedValue().message = String(cString: text)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { GEOS_finish_r(handle) }

    /// GEOS's version, such as `3.11.1`.
    public static var version: String {
        String(String(cString: GEOSversion()).prefix { $0 != "-" })
    }

    /// The error that the call before has left behind.
    func error(_ action: String) -> GEOSError {
        // A later failure without a message must not be told with this one's.
        defer { message = "" }
        return GEOSError(action: action, reason: message.isEmpty ? "GEOS gives no reason" : message)
    }
}
