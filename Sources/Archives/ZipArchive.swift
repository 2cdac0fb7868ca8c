internal import CMinizip
internal import Files

/// A zip archive of small files, read into memory.
///
/// What it says of itself is looked at before anything is unpacked: how many files there are, what they are called, how
/// large they will be. Of each no more is unpacked than it has said, and its checksum must be right.
///
/// See: [the format](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT),
/// [minizip](https://www.zlib.net/manual.html).
public struct ZipArchive: ~Copyable {
    /// What an archive may have.
    public struct Limits: Hashable, Sendable {
        /// Bytes of the archive.
        public var archive = 64 << 20
        /// Files and folders in it.
        public var entries = 1000
        /// Bytes of one file, unpacked.
        public var file = 128 << 20

        /// Those of outlines, many times.
        public init() {}
    }

    /// A file in an archive.
    public struct Entry: Hashable, Sendable {
        /// Its path in the archive.
        public let path: String
        /// Bytes, unpacked.
        public let size: Int
        fileprivate let isLocked: Bool
        fileprivate let position: Position
    }

    fileprivate struct Position: Hashable, Sendable {
        let offset, number: UInt64
    }

    /// The archive, as it was named.
    public let path: String
    /// The files in it, in its order, without folders.
    public let entries: [Entry]
    private let handle: OpaquePointer
    private let limits: Limits

    /// Whether a file begins as zip archives do.
    public static func isArchive(_ path: String) -> Bool {
        guard Path.isFile(path), let file = try? LocalFile(path), file.size >= 22 else { return false }
        return (try? file.bytes(in: 0..<4)) == [0x50, 0x4B, 0x03, 0x04]
    }

    /// Opens an archive and looks at what it says of itself.
    public init(_ path: String, limits: Limits = Limits()) throws(ArchiveError) {
        guard Path.size(of: path) ?? 0 <= limits.archive else {
            throw ArchiveError("is larger than \(limits.archive >> 20) MB")
        }
        guard let handle = unzOpen64(path) else { throw .damaged }
        let found: [Entry]
        do throws(ArchiveError) { found = try Self.entries(of: handle, limits) } catch {
            unzClose(handle)
            throw error
        }
        self.path = path
        self.limits = limits
        self.handle = OpaquePointer(handle)
        entries = found
    }

    deinit { unzClose(raw) }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    private static func entries(
        of handle: UnsafeMutableRawPointer, _ limits: Limits
    ) throws(ArchiveError) -> [Entry] {
        var global = unz_global_info64()
        guard unzGetGlobalInfo64(handle, &global) == UNZ_OK else { throw .damaged }
        guard global.number_entry <= UInt64(limits.entries) else {
            throw ArchiveError("has more than \(limits.entries) files in it")
        }
        var entries: [Entry] = []
        var status = unzGoToFirstFile(handle)
        while status == UNZ_OK, entries.count <= limits.entries {
            if let entry = try entry(at: handle) { entries.append(entry) }
            status = unzGoToNextFile(handle)
        }
        guard status == UNZ_END_OF_LIST_OF_FILE || global.number_entry == 0 else { throw .damaged }
        return entries
    }

    private static func entry(at handle: UnsafeMutableRawPointer) throws(ArchiveError) -> Entry? {
        var info = unz_file_info64()
        var name = [CChar](repeating: 0, count: 1025)
        var position = unz64_file_pos()
        guard unzGetCurrentFileInfo64(handle, &info, &name, UInt(name.count - 1), nil, 0, nil, 0) == UNZ_OK,
            unzGetFilePos64(handle, &position) == UNZ_OK
        else { throw .damaged }
        guard info.size_filename < UInt(name.count) else {
            throw ArchiveError("has a file in it with a very long name")
        }
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Folders' names end so. macOS puts what it knows of files beside them.
        if path.hasSuffix("/") || path.hasPrefix("__MACOSX/") { return nil }
        return Entry(
            path: path, size: Int(clamping: info.uncompressed_size), isLocked: info.flag & 1 != 0,
            position: Position(offset: position.pos_in_zip_directory, number: position.num_of_file))
    }

    /// The bytes of a file in it.
    public borrowing func contents(of entry: Entry) throws(ArchiveError) -> [UInt8] {
        guard !entry.isLocked else { throw ArchiveError("is locked by a password") }
        guard entry.size <= limits.file else {
            throw ArchiveError("has '\(entry.path)' in it, which is larger than \(limits.file >> 20) MB")
        }
        var position = unz64_file_pos(
            pos_in_zip_directory: entry.position.offset, num_of_file: entry.position.number)
        guard unzGoToFilePos64(raw, &position) == UNZ_OK, unzOpenCurrentFile(raw) == UNZ_OK else { throw .damaged }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var count: Int32 = 0
        repeat {
            count = unzReadCurrentFile(raw, &piece, UInt32(piece.count))
            bytes += piece.prefix(Int(max(0, count)))
        } while count > 0 && bytes.count <= entry.size
        // Only here it is told that the checksum is wrong.
        let end = unzCloseCurrentFile(raw)
        guard count == 0, end == UNZ_OK, bytes.count == entry.size else { throw .damaged }
        return bytes
    }
}

/// Why an archive cannot be used.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rest of a sentence that begins with the archive's name.
    public let description: String

    init(_ description: String) { self.description = description }

    static let damaged = ArchiveError("is a damaged archive, or one that is cut off; get it again")
}
