public import Files

/// The two kinds of TIFF files.
///
/// See: [TIFF 6.0](https://download.osgeo.org/libtiff/doc/TIFF6.pdf), and
/// [BigTIFF](https://www.awaresystems.be/imaging/tiff/bigtiff.html).
public enum TIFFVariant: Sendable, Hashable {
    /// 32-bit offsets, so at most 4 GiB.
    case classic
    /// 64-bit offsets (BigTIFF).
    case big

    /// The size of the file's header, which is where a cloud optimized file's ghost area or first directory stands.
    public var headerSize: Int { self == .classic ? 8 : 16 }
    /// The size of one tag's entry in a directory.
    var entrySize: Int { self == .classic ? 12 : 20 }
    /// The size of the number of entries that a directory begins with.
    var entryCountSize: Int { self == .classic ? 2 : 8 }
    /// The size of an offset, and of a value that stands within its entry.
    var offsetSize: Int { self == .classic ? 4 : 8 }
    /// The largest offset.
    var largestOffset: Int { self == .classic ? Int(UInt32.max) : Int.max }

    /// An offset or a count as this variant stores it at `offset`.
    func offset(at offset: Int, in bytes: [UInt8], _ order: ByteOrder) -> UInt64 {
        switch self {
        case .classic: UInt64(order.integer(UInt32.self, at: offset, in: bytes))
        case .big: order.integer(UInt64.self, at: offset, in: bytes)
        }
    }

    /// An offset or a count, at most ``largestOffset``, as this variant stores it.
    func encoded(_ offset: Int) -> [UInt8] {
        self == .classic ? UInt32(offset).littleEndianBytes : UInt64(offset).littleEndianBytes
    }
}

/// The first bytes of a TIFF file.
public struct TIFFHeader: Sendable, Hashable {
    /// The order of the bytes in the file's numbers.
    public var byteOrder: ByteOrder
    /// Classic or BigTIFF.
    public var variant: TIFFVariant
    /// Where the first directory stands.
    public var firstDirectory: UInt64

    /// Reads the header of a file.
    ///
    /// - Throws: ``TIFFError/notTIFF`` if the bytes are something else.
    public init(of source: some RandomAccessFile) throws(TIFFError) {
        guard source.size >= TIFFVariant.classic.headerSize else { throw .notTIFF }
        let start = try source.read("the header", at: 0, count: UInt64(TIFFVariant.classic.headerSize))
        switch start[0..<2] {
        case [0x49, 0x49]: byteOrder = .little
        case [0x4D, 0x4D]: byteOrder = .big
        default: throw .notTIFF
        }
        switch byteOrder.integer(UInt16.self, at: 2, in: start) {
        case 42:
            variant = .classic
            firstDirectory = variant.offset(at: 4, in: start, byteOrder)
        case 43:
            // BigTIFF leaves room for other sizes of offsets, of which none was ever used.
            guard byteOrder.integer(UInt16.self, at: 4, in: start) == 8 else { throw .notTIFF }
            variant = .big
            let rest = try source.read("the header", at: 8, count: 8)
            firstDirectory = variant.offset(at: 0, in: rest, byteOrder)
        default:
            throw .notTIFF
        }
    }

    /// The bytes of a little-endian file's header.
    static func encoded(_ variant: TIFFVariant, firstDirectory: Int) -> [UInt8] {
        let signature: [UInt8] =
            switch variant {
            case .classic: [0x49, 0x49, 42, 0]
            case .big: [0x49, 0x49, 43, 0, 8, 0, 0, 0]
            }
        return signature + variant.encoded(firstDirectory)
    }
}
