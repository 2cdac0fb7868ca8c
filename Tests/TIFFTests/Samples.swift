import TIFF

/// Tags whose values nobody reads but GDAL.
extension Tag {
    static let imageDescription = Tag(rawValue: 270)
    static let jpegTables = Tag(rawValue: 347)
    static let modelPixelScale = Tag(rawValue: 33550)
}

extension TagValue {
    static func ascii(_ text: String) -> TagValue { TagValue(.ascii, Array(text.utf8) + [0]) }
}

/// 0.25 as a double, as a little-endian file has it.
let quarter: [UInt8] = [0, 0, 0, 0, 0, 0, 0xD0, 0x3F]

/// A directory with values of every size: within their entries, behind the directory, and behind all directories.
func sampleDirectory(tiles: Int, overview: Bool = false) -> IFD {
    var directory = IFD([
        .imageWidth: .longs([UInt32(tiles) * 512]),
        .imageLength: .shorts([512]),
        .bitsPerSample: .shorts([8, 8, 8]),
        .samplesPerPixel: .shorts([3]),
        .tileWidth: .shorts([512]),
        .tileLength: .shorts([512]),
        .tileOffsets: .longs((0..<UInt32(tiles)).map { 100_000 + $0 * 1000 }),
        .tileByteCounts: .longs((0..<UInt32(tiles)).map { 900 + $0 }),
        .modelPixelScale: TagValue(.double, quarter + quarter + [UInt8](repeating: 0, count: 8)),
        .gdalNoData: .ascii("-9999"),
        .jpegTables: TagValue(.undefined, [1, 2, 3, 4, 5, 6, 7]),
    ])
    if overview { directory[.newSubfileType] = .longs([1]) }
    return directory
}

let sampleFrontMatters = [TIFFVariant.classic, .big].flatMap { variant in
    [nil, GhostArea.cloudOptimized(hasMask: false), .cloudOptimized(hasMask: true)].map { ghostArea in
        IFDEncoder(
            variant: variant, ghostArea: ghostArea,
            directories: [sampleDirectory(tiles: 40), sampleDirectory(tiles: 1, overview: true)])
    }
}

/// A big-endian file with one directory whose values stand within it and behind it.
let bigEndianFile: [UInt8] =
    [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]  // header: first directory at 8
    + [0, 5]  // five tags
    + [1, 0, 0, 3, 0, 0, 0, 1, 0x02, 0x58, 0, 0]  // width: SHORT 600
    + [1, 1, 0, 4, 0, 0, 0, 1, 0, 1, 0x11, 0x70]  // length: LONG 70 000
    + [1, 2, 0, 3, 0, 0, 0, 3, 0, 0, 0, 74]  // bits per sample: 3 SHORT at 74
    + [1, 0x1A, 0, 5, 0, 0, 0, 1, 0, 0, 0, 80]  // resolution: RATIONAL at 80
    + [0x83, 0x0E, 0, 12, 0, 0, 0, 1, 0, 0, 0, 88]  // pixel scale: DOUBLE at 88
    + [0, 0, 0, 0]  // no further directory
    + [0, 8, 0, 9, 0, 10]
    + [0, 0, 0, 72, 0, 0, 0, 1]
    + [0x3F, 0xD0, 0, 0, 0, 0, 0, 0]  // 0.25

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
