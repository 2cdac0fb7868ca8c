public import Files

/// The structure of a TIFF file: everything but its pixels.
public struct TIFFStructure: Sendable, Hashable {
    /// A directory and its place.
    public struct Placed: Sendable, Hashable {
        /// Where in the file it stands.
        public let offset: UInt64
        /// The directory.
        public let directory: IFD
    }

    /// The first bytes.
    public let header: TIFFHeader
    /// The chain of directories, at least one.
    public let directories: [Placed]

    /// Reads the structure of a file.
    ///
    /// Whatever the bytes are, this ends, and needs no more memory than ``StructureLimits`` allow.
    ///
    /// - Parameter tags: What is wanted of each directory; all of it if `nil`. Who wants less than all is no judge of the
    ///   file: a chain of directories that comes back to itself ends there, as it does for other readers.
    public init(of source: some RandomAccessFile, tags: Set<Tag>? = nil) throws(TIFFError) {
        header = try TIFFHeader(of: source)
        var reader = DirectoryReader(source: source, header: header, wanted: tags)
        var directories: [Placed] = []
        var passed: Set<UInt64> = []
        var offset = header.firstDirectory
        while offset != 0 {
            guard passed.insert(offset).inserted else {
                if tags != nil { break }
                throw .loop(offset: offset)
            }
            guard directories.count < StructureLimits.directories else {
                throw .excessive("it has more than \(StructureLimits.directories) directories")
            }
            let (directory, next) = try reader.directory(at: offset)
            directories.append(Placed(offset: offset, directory: directory))
            offset = next
        }
        guard !directories.isEmpty else { throw .malformed("it has no directory") }
        self.directories = directories
    }
}

/// What a file may make its reader allocate. Far beyond every raster: a full image of 8 TiB in 512² tiles has 256 MiB
/// of offsets and sizes.
enum StructureLimits {
    /// Images in one file.
    static let directories = 1024
    /// Tags of one image.
    static let tags = 4096
    /// Blocks of one image: 4 million million pixels in 512² tiles.
    static let blocks = 1 << 24
    /// Bytes of all values together.
    static let valueBytes: UInt64 = 1 << 29
    /// Bytes of values that directories of a file may have in common. More lie on top of each other in no file that is
    /// meant to be read.
    static let sharedBytes: UInt64 = 1 << 16
}

/// Reads directories, counting what their values take.
private struct DirectoryReader<Source: RandomAccessFile> {
    let source: Source
    let header: TIFFHeader
    private let wanted: Set<Tag>?
    private var remaining: UInt64

    init(source: Source, header: TIFFHeader, wanted: Set<Tag>?) {
        self.source = source
        self.header = header
        self.wanted = wanted
        remaining = min(StructureLimits.valueBytes, UInt64(source.size) + StructureLimits.sharedBytes)
    }

    /// The directory at `offset`, and where the next one stands; 0 after the last.
    mutating func directory(at offset: UInt64) throws(TIFFError) -> (IFD, next: UInt64) {
        let variant = header.variant
        let head = try source.read("a directory", at: offset, count: UInt64(variant.entryCountSize))
        let count =
            variant == .classic
            ? UInt64(header.byteOrder.integer(UInt16.self, at: 0, in: head))
            : header.byteOrder.integer(UInt64.self, at: 0, in: head)
        guard count > 0 else { throw .malformed("its directory at byte \(offset) is empty") }
        guard count <= StructureLimits.tags else {
            throw .excessive("its directory at byte \(offset) has \(count) tags")
        }

        // The size of the head was read from this very place, so that the sum cannot overflow.
        let table = try source.read(
            "a directory", at: offset + UInt64(head.count),
            count: count * UInt64(variant.entrySize) + UInt64(variant.offsetSize))
        var values: [Tag: TagValue] = [:]
        for start in stride(from: 0, to: table.count - variant.offsetSize, by: variant.entrySize) {
            let tag = Tag(rawValue: header.byteOrder.integer(UInt16.self, at: start, in: table))
            // Readers skip types that they do not know; of a tag that stands there twice, the first counts.
            guard
                let type = FieldType(rawValue: header.byteOrder.integer(UInt16.self, at: start + 2, in: table)),
                values[tag] == nil, wanted?.contains(tag) ?? true
            else { continue }
            values[tag] = try value(of: tag, type, at: start + 4, in: table)
        }
        let next = variant.offset(at: table.count - variant.offsetSize, in: table, header.byteOrder)
        return (IFD(values), next)
    }

    /// The value whose count stands at `start` of a directory's table.
    private mutating func value(
        of tag: Tag, _ type: FieldType, at start: Int, in table: [UInt8]
    ) throws(TIFFError) -> TagValue {
        let variant = header.variant
        let count = variant.offset(at: start, in: table, header.byteOrder)
        let (size, overflows) = count.multipliedReportingOverflow(by: UInt64(type.byteCount))
        let place = start + variant.offsetSize
        let bytes: [UInt8]
        if !overflows && size <= UInt64(variant.offsetSize) {
            bytes = Array(table[place..<(place + Int(size))])
        } else {
            let what = "the value of its tag \(tag.rawValue)"
            guard !overflows, size <= remaining else { throw .excessive("\(what) has \(count) numbers") }
            bytes = try source.read(what, at: variant.offset(at: place, in: table, header.byteOrder), count: size)
            remaining -= size
        }
        return TagValue(type, header.byteOrder.littleEndian(bytes, wordSize: type.wordSize))
    }
}
