import CSQLite

/// A GeoPackage as what it is: a database.
final class Database {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(description: "cannot open \(path)") }
    }

    deinit { sqlite3_close(handle) }

    /// Executes statements.
    func callAsFunction(_ statements: String) throws {
        guard sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK else {
            throw Failure(description: String(cString: sqlite3_errmsg(handle)))
        }
    }
}
