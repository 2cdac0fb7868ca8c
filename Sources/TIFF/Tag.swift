/// What an entry of a directory says something about. There are more tags than have names here.
public struct Tag: RawRepresentable, Hashable, Sendable, Comparable {
    /// The number that stands in files.
    public let rawValue: UInt16

    /// A tag from its number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The order in which a directory lists its tags.
    public static func < (a: Tag, b: Tag) -> Bool { a.rawValue < b.rawValue }

    /// Whether the directory is an overview or a mask: see ``Subfile``.
    public static let newSubfileType = Tag(rawValue: 254)
    /// Columns.
    public static let imageWidth = Tag(rawValue: 256)
    /// Rows.
    public static let imageLength = Tag(rawValue: 257)
    /// Bits of each sample.
    public static let bitsPerSample = Tag(rawValue: 258)
    /// How the blocks are compressed.
    public static let compression = Tag(rawValue: 259)
    /// What the samples mean: gray, colors, an index into a palette, a mask.
    public static let photometricInterpretation = Tag(rawValue: 262)
    /// Whether the highest or the lowest bit of each byte comes first.
    public static let fillOrder = Tag(rawValue: 266)
    /// Where the strips stand.
    public static let stripOffsets = Tag(rawValue: 273)
    /// Samples of each pixel.
    public static let samplesPerPixel = Tag(rawValue: 277)
    /// Rows of each strip but the last.
    public static let rowsPerStrip = Tag(rawValue: 278)
    /// The compressed size of each strip.
    public static let stripByteCounts = Tag(rawValue: 279)
    /// Whether a pixel's samples stand side by side or each band by itself.
    public static let planarConfiguration = Tag(rawValue: 284)
    /// Whether differences are stored instead of samples.
    public static let predictor = Tag(rawValue: 317)
    /// The palette.
    public static let colorMap = Tag(rawValue: 320)
    /// Columns of each tile.
    public static let tileWidth = Tag(rawValue: 322)
    /// Rows of each tile.
    public static let tileLength = Tag(rawValue: 323)
    /// Where the tiles stand.
    public static let tileOffsets = Tag(rawValue: 324)
    /// The compressed size of each tile.
    public static let tileByteCounts = Tag(rawValue: 325)
    /// What the samples beyond the colors mean: alpha or anything.
    public static let extraSamples = Tag(rawValue: 338)
    /// Whether samples are unsigned, signed or floating-point numbers.
    public static let sampleFormat = Tag(rawValue: 339)
    /// GDAL: the nodata value, as text.
    public static let gdalNoData = Tag(rawValue: 42113)

    /// The tags whose values grow with the image: where its blocks stand and how large they are.
    static let blockArrays: Set<Tag> = [.stripOffsets, .stripByteCounts, .tileOffsets, .tileByteCounts]
}
