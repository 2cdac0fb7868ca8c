internal import CGDAL
internal import Synchronization

/// Failures to write of which GDAL tells on threads of its own, where no call's handler hears them: compressors that it
/// starts for `NUM_THREADS`. The calls that write take them for theirs, whichever of them it was: on a full disk none of
/// them can be believed.
enum StrayFailures {
    private static let told = Mutex<(count: Int, last: String)>((0, ""))

    /// How many there have been.
    static var count: Int { told.withLock { $0.count } }

    /// The last one, if there has been one since there were `count`.
    static func last(since count: Int) -> String? { told.withLock { $0.count > count ? $0.last : nil } }

    /// Hears what no other handler does, from now on; none of it reaches standard error.
    static func listen() {
        _ = CPLSetErrorHandler { level, _, text in
            guard level == CE_Failure, let text else { return }
            let message = oneLine(String(cString: text))
            // Questions that GDAL answers without a handler complain here, too, of files that are being read.
            guard message.lowercased().contains("write") else { return }
            StrayFailures.told.withLock { $0 = ($0.count + 1, message) }
        }
    }
}
