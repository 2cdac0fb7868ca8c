public import Files

/// GDAL's structural metadata: text between a file's header and its first directory, where no TIFF reader looks, which
/// tells GDAL how the blocks are laid out so that it can read them with fewer requests.
///
/// See: [the layout of GDAL's COG driver](https://gdal.org/en/stable/drivers/raster/cog.html#file-format).
public struct GhostArea: Sendable, Hashable {
    /// The text after the line with its size.
    public let text: String

    /// The area with this text, which is ASCII.
    public init(text: String) { self.text = text }

    /// The area of a cloud optimized file as GDAL writes it: blocks row by row, each between its size and its last
    /// four bytes again; where there is a mask, its blocks stand right behind those of the pixels that they mask.
    public static func cloudOptimized(hasMask: Bool) -> GhostArea {
        let lines = [
            "LAYOUT=IFDS_BEFORE_DATA", "BLOCK_ORDER=ROW_MAJOR", "BLOCK_LEADER=SIZE_AS_UINT4",
            "BLOCK_TRAILER=LAST_4_BYTES_REPEATED", "KNOWN_INCOMPATIBLE_EDITION=NO",
        ]
        // The blank leaves room for a YES: GDAL writes it here when it changes the file, instead of moving everything.
        let text = lines.map { $0 + "\n" }.joined() + " "
        return GhostArea(text: text + (hasMask ? "MASK_INTERLEAVED_WITH_IMAGERY=YES\n" : ""))
    }

    /// The settings, in their order: `BLOCK_ORDER=ROW_MAJOR`.
    public var settings: [String] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
    }

    /// Whether the blocks of an image stand in the order of their rows.
    public var hasBlocksInRowOrder: Bool { settings.contains("BLOCK_ORDER=ROW_MAJOR") }
    /// Whether the size of each block stands in the four bytes before it.
    public var hasBlockLeaders: Bool { settings.contains("BLOCK_LEADER=SIZE_AS_UINT4") }
    /// Whether the last four bytes of each block stand a second time behind it.
    public var hasBlockTrailers: Bool { settings.contains("BLOCK_TRAILER=LAST_4_BYTES_REPEATED") }
    /// Whether each block of a mask stands behind the block of pixels that it masks.
    public var hasInterleavedMask: Bool { settings.contains("MASK_INTERLEAVED_WITH_IMAGERY=YES") }
    /// Whether GDAL has changed the file since, so that the rest is not true any more.
    public var isOutdated: Bool { settings.contains("KNOWN_INCOMPATIBLE_EDITION=YES") }
}

extension GhostArea {
    private static let key = "GDAL_STRUCTURAL_METADATA_SIZE="
    private static let unit = " bytes\n"
    private static let digits = 6
    private static let lineSize = key.utf8.count + digits + unit.utf8.count

    /// The bytes of the area.
    ///
    /// The number of bytes has six digits, which any text that describes a layout fits.
    public var encoded: [UInt8] {
        let size = String(text.utf8.count)
        let line = Self.key + String(repeating: "0", count: max(0, Self.digits - size.count)) + size + Self.unit
        return Array((line + text).utf8)
    }

    /// The area that follows the header of a file; `nil` where there is none.
    ///
    /// - Throws: ``TIFFError/malformed(_:)`` for one whose size is no number.
    public init?(of source: some RandomAccessFile, header: TIFFHeader) throws(TIFFError) {
        let start = header.variant.headerSize
        guard source.size >= start + Self.lineSize else { return nil }
        let line = try source.read("the structural metadata", at: UInt64(start), count: UInt64(Self.lineSize))
        guard line.starts(with: Self.key.utf8) else { return nil }
        let digits = line.dropFirst(Self.key.utf8.count).prefix(Self.digits)
        guard digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let size = UInt64(String(decoding: digits, as: UTF8.self))
        else { throw .malformed("the size of its structural metadata is not a number") }
        let text = try source.read("the structural metadata", at: UInt64(start + Self.lineSize), count: size)
        self.init(text: String(decoding: text, as: UTF8.self))
    }
}
