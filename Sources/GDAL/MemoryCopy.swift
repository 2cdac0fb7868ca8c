internal import CGDAL
internal import Files

/// Files in memory: a GeoPackage and its journal, where the one can be merged into the other, since beside the file nothing
/// must change, and nothing may be writable; what came out of an archive.
final class MemoryCopy {
    /// The most that both may hold.
    private static let largest = 256 << 20

    private let folder = "/vsimem/canopy-\(UInt64.random(in: .min ... .max))"
    /// The file to be opened.
    private(set) var path = ""

    /// - Parameter files: The contents of files by their names, the one to be opened first.
    init(_ files: [(name: String, contents: [UInt8])], _ action: String) throws(GDALError) {
        for file in files { try Self.write(file.contents, to: folder + "/" + file.name, action) }
        path = folder + "/" + (files.first?.name ?? "")
    }

    init(of original: String, with journal: String) throws(GDALError) {
        path = folder + "/copy.gpkg"
        let action = "open '\(original)'"
        let remedy = "close it in the program that changes it"
        // Another program may be about to write both. They belong together where neither has changed meanwhile.
        for _ in 0..<3 {
            let before = [Self.state(of: original), Self.state(of: journal)]
            guard before.compactMap({ $0?.size }).reduce(0, +) <= Self.largest else {
                throw GDALError(
                    action, reason: "its last changes are in '\(journal)', too large to be merged with it; \(remedy)")
            }
            let contents = try [original, journal].map { (path) throws(GDALError) in
                try Self.bytes(of: path, atMost: Self.largest)
            }
            guard before == [Self.state(of: original), Self.state(of: journal)] else { continue }
            try Self.write(contents[0], to: path, action)
            try Self.write(contents[1], to: path + journal.dropFirst(original.count), action)
            return
        }
        throw GDALError(action, reason: "another program is changing it; \(remedy)")
    }

    deinit { VSIRmdirRecursive(folder) }

    private static func state(of path: String) -> FileStatus? { try? FileStatus(of: path) }

    /// Opens the copy. Without this option SQLite wants memory that several processes share.
    func merging<Result: ~Copyable>(_ open: () throws(GDALError) -> Result) throws(GDALError) -> Result {
        CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", "locking_mode=EXCLUSIVE")
        defer { CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", nil) }
        return try open()
    }

    /// The first bytes of a file; none where there is none.
    static func bytes(of path: String, atMost limit: Int) throws(GDALError) -> [UInt8] {
        guard Path.isFile(path) else { return [] }
        var bytes: [UInt8] = []
        do throws(FileError) {
            _ = try FileReader.forEachPiece(of: path) { piece in
                bytes.append(contentsOf: piece.prefix(limit - bytes.count))
                return bytes.count < limit
            }
        } catch {
            throw GDALError("open '\(path)'", reason: error.cause, code: .fileIO)
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String, _ action: String) throws(GDALError) {
        let file = VSIFOpenL(path, "wb")
        let written = bytes.withUnsafeBytes { VSIFWriteL($0.baseAddress, 1, $0.count, file) }
        guard VSIFCloseL(file) == 0, written == bytes.count else {
            throw GDALError(action, reason: "not enough memory", code: .outOfMemory)
        }
    }
}
