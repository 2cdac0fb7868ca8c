internal import Files

/// How a GeoPackage keeps changes that are not in it yet.
///
/// See: [SQLite's file format](https://www.sqlite.org/fileformat2.html).
enum Journal {
    /// In no way that matters: what is in the file counts.
    case none
    /// Beside the file, but there is nothing: SQLite would make files there for any reader.
    case modeOnly
    /// In this file, which tells what counts. SQLite would move its content into the GeoPackage, and so would GDAL when it
    /// closes one that it has only read.
    case file(String)

    /// Looks at a file, and at what lies beside it.
    init(besideFileAt path: String) throws(GDALError) {
        let start = try MemoryCopy.bytes(of: path, atMost: 20)
        guard start.starts(with: "SQLite format 3\0".utf8), start.count == 20 else {
            self = .none
            return
        }
        if let journal = ["-wal", "-journal"].map({ path + $0 }).first(where: { Path.isFile($0) }) {
            self = .file(journal)
        } else {
            // Bytes 18 and 19 tell how the database is journalled; 2 is write-ahead.
            self = start[18] == 2 || start[19] == 2 ? .modeOnly : .none
        }
    }
}
