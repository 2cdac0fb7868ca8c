internal import CSQLite
internal import Diagnostics
internal import Threads

/// How much of a file of features is read: outlines have a few, and files of others may have any number, or views that
/// never end.
final class VectorLimits {
    /// Features, of all layers that are read.
    static let features = 200_000
    /// Their geometries, as well-known binary: two million points.
    static let bytes = 32 << 20
    /// Steps of SQLite's machine, of which a row takes about a hundred.
    private static let steps = 500_000_000
    /// After so many of them it asks whether to go on.
    private static let interval: Int32 = 10_000

    private let cancellation: Cancellation
    private var features = 0
    private var bytes = 0
    private var steps = 0

    /// Whose reading a thread is about, for SQLite asks without saying so.
    private static let reading = ThreadSlot<VectorLimits>()

    init(cancellation: Cancellation) {
        self.cancellation = cancellation
    }

    /// Has the databases ask that are opened from here on. They do so from the beginning: what GDAL looks at while it opens
    /// a GeoPackage may be a view as well.
    ///
    /// GDAL takes this back, for the whole process, whenever it closes a GeoPackage, so an open one is told once more.
    ///
    /// See: [sqlite3_auto_extension](https://www.sqlite.org/c3ref/auto_extension.html).
    static func watchOpening() {
        typealias Opened = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?) -> Int32
        let opened: Opened = { database, _, _ in
            VectorLimits.watch(database)
            return SQLITE_OK
        }
        // SQLite declares the function without its parameters.
        sqlite3_auto_extension(unsafeBitCast(opened, to: (@convention(c) () -> Void).self))
    }

    /// Has an open database ask.
    ///
    /// See: [sqlite3_progress_handler](https://www.sqlite.org/c3ref/progress_handler.html).
    static func watch(_ database: OpaquePointer?) {
        guard let database else { return }
        sqlite3_progress_handler(
            database, interval, { _ in VectorLimits.reading.value?.mustStop() == true ? 1 : 0 }, nil)
    }

    private func mustStop() -> Bool {
        steps += Int(Self.interval)
        return steps > Self.steps || cancellation.isCancelled
    }

    /// Makes calls that read the file.
    func hold<Result: ~Copyable>(
        _ action: @autoclosure () -> String, _ body: () throws(GDALError) -> Result
    ) throws(GDALError) -> Result {
        do throws(GDALError) {
            let result = try Self.reading.hold(self, body)
            // GDAL gets over some queries that came to no end.
            try check(action())
            return result
        } catch {
            try check(action())
            throw error
        }
    }

    /// Counts a feature with the bytes of its geometry.
    func count(bytes: Int, _ action: @autoclosure () -> String) throws(GDALError) {
        features += 1
        self.bytes += bytes
        try check(action())
    }

    private func check(_ action: @autoclosure () -> String) throws(GDALError) {
        let remedy = "draw one outline around what is meant, in a file of its own"
        if cancellation.isCancelled { throw GDALError(action(), reason: "interrupted", code: .interrupted) }
        if features > Self.features {
            throw GDALError(action(), reason: "there are more than \(Self.features) features to read; \(remedy)")
        }
        if bytes > Self.bytes {
            throw GDALError(
                action(), reason: "its geometries have more than \(Self.bytes / 16) points together; \(remedy)")
        }
        if steps > Self.steps {
            throw GDALError(action(), reason: "its tables or views come to no end; \(remedy)")
        }
    }
}
