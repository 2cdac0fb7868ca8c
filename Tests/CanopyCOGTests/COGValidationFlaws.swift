import Files
import RasterIO
import TIFF
import Testing

/// A way in which a file is no Cloud Optimized GeoTIFF.
struct COGFlaw: Sendable, CustomTestStringConvertible {
    let name: String
    /// Part of what the report should say.
    let message: String
    let bytes: @Sendable () throws -> [UInt8]
    /// Whether other validations overlook it.
    var isOverlookedByOthers = false

    var testDescription: String { name }

    /// A valid file, spoiled.
    private init(
        _ name: String, _ message: String, mask: Bool = false, spoil: @escaping @Sendable (inout COGFixture) -> Void
    ) {
        self.name = name
        self.message = message
        bytes = {
            var fixture = COGFixture(mask: mask)
            spoil(&fixture)
            return try fixture.bytes
        }
    }

    private init(_ name: String, _ message: String, bytes: @escaping @Sendable () throws -> [UInt8]) {
        self.name = name
        self.message = message
        self.bytes = bytes
    }

    static let all = layout + blocks + overlooked

    private static let overlooked = [
        COGFlaw("an overview of an unknown compression", "GDAL can use only 1 of the 2 overviews") { fixture in
            fixture.frontMatter.directories[1][.compression] = .shorts([65_000])
        }
    ].map { flaw in
        var flaw = flaw
        flaw.isOverlookedByOthers = true
        return flaw
    }

    private static let layout = [
        COGFlaw("no overviews", "the image is 1100 x 700 and has no overviews") { fixture in
            fixture.frontMatter.directories.removeSubrange(1...)
            fixture.moveTiles()
        },
        COGFlaw("strips", "the image is 1100 x 700 and not tiled") { fixture in
            fixture.frontMatter.directories[0].makeStrips()
        },
        COGFlaw("overview of strips", "overview 0 is 550 x 350 and not tiled") { fixture in
            fixture.frontMatter.directories[1].makeStrips()
        },
        COGFlaw("overviews in the wrong order", "overview 1 is larger than overview 0") { fixture in
            fixture.frontMatter.directories.swapAt(1, 2)
        },
        COGFlaw("an overview as large as the image", "overview 0 is as wide as the image") { fixture in
            fixture.frontMatter.directories.insert(fixture.frontMatter.directories[0], at: 1)
            fixture.frontMatter.directories[1][.newSubfileType] = .longs([1])
            fixture.moveTiles()
        },
        COGFlaw("largest image first", "the blocks of the image, from byte") { fixture in
            let offsets = fixture.tileOffsets(ofDirectory: 2)
            fixture.setTileOffsets(fixture.tileOffsets(ofDirectory: 0), ofDirectory: 2)
            fixture.setTileOffsets(
                offsets + fixture.tileOffsets(ofDirectory: 0).dropFirst(offsets.count), ofDirectory: 0)
        },
        COGFlaw("a directory before that of a larger image", "the directory of overview 1, at byte") {
            var fixture = COGFixture()
            fixture.frontMatter.directories.swapAt(1, 2)
            return try fixture.bytes.chained(inOrder: [0, 2, 1])
        },
        COGFlaw("blocks before directories", "should stand after all directories") { fixture in
            fixture.setTileOffsets([8, 8], ofDirectory: 2)
        },
        COGFlaw("changed by GDAL", "KNOWN_INCOMPATIBLE_EDITION=YES") { fixture in
            let text = fixture.frontMatter.ghostArea?.text ?? ""
            fixture.frontMatter.ghostArea = GhostArea(text: text.replacing("=NO\n ", with: "=YES\n"))
        },
        COGFlaw("a late first directory", "the first directory stands at byte") { fixture in
            fixture.frontMatter.ghostArea = GhostArea(text: String(repeating: "KEY=VALUE\n", count: 30))
            fixture.moveTiles()
        },
        COGFlaw("an unknown compression", "GDAL cannot open the file: ") { fixture in
            fixture.frontMatter.directories[0][.compression] = .shorts([65_000])
        },
        COGFlaw("structural metadata of another size", "which should be 190") {
            var bytes = try COGFixture().bytes
            bytes.replaceSubrange(38..<44, with: "000139".utf8)
            return bytes
        },
        COGFlaw("structural metadata without a size", "is not a number") {
            var bytes = try COGFixture().bytes
            bytes.replaceSubrange(38..<44, with: "000x40".utf8)
            return bytes
        },
    ]

    private static let blocks = [
        COGFlaw("a wrong leader", "of overview 0 have another size in the four bytes before them") { fixture in
            fixture.spoil(byteAt: fixture.tileOffsets(ofDirectory: 1)[3] - 2)
        },
        COGFlaw("a wrong trailer", "of the image are not followed by their last four bytes again") { fixture in
            fixture.spoil(byteAt: fixture.tileOffsets(ofDirectory: 0)[14] + 256 * 256 + 3)
        },
        COGFlaw("blocks out of order", "of the image stand before the block that should precede them") { fixture in
            var offsets = fixture.tileOffsets(ofDirectory: 0)
            offsets.swapAt(5, 6)
            fixture.setTileOffsets(offsets, ofDirectory: 0)
        },
        COGFlaw("a wrong leader of a mask", "of the mask of overview 1 have another size", mask: true) { fixture in
            fixture.spoil(byteAt: fixture.tileOffsets(ofDirectory: 5)[1] - 4)
        },
        COGFlaw("a mask elsewhere", "of the mask of the image do not stand right behind", mask: true) { fixture in
            var offsets = fixture.tileOffsets(ofDirectory: 3)
            offsets.swapAt(0, 1)
            fixture.setTileOffsets(offsets, ofDirectory: 3)
        },
        COGFlaw("a mask of other blocks", "the blocks of the mask of overview 1 have another size", mask: true) {
            fixture in
            fixture.frontMatter.directories[5][.tileWidth] = .shorts([512])
        },
    ]
}

extension IFD {
    /// Makes the tiles strips of as many bytes.
    fileprivate mutating func makeStrips() {
        let count = self[.tileOffsets]?.count ?? 1
        let rows = ((self[.imageLength]?.integer ?? 1) - 1) / UInt64(count) + 1
        self[.rowsPerStrip] = .longs([UInt32(rows)])
        self[.stripOffsets] = self[.tileOffsets]
        self[.stripByteCounts] = self[.tileByteCounts]
        for tag in [TIFF.Tag.tileWidth, .tileLength, .tileOffsets, .tileByteCounts] { self[tag] = nil }
    }
}

extension COGFixture {
    /// Moves all tiles by as much as the directories have grown or shrunk since they were placed.
    fileprivate mutating func moveTiles() {
        let first = COGFixture(variant: frontMatter.variant).frontMatter.byteCount
        let shift = frontMatter.byteCount - first
        for number in frontMatter.directories.indices {
            setTileOffsets(tileOffsets(ofDirectory: number).map { UInt64(Int($0) + shift) }, ofDirectory: number)
        }
    }
}

extension [UInt8] {
    /// The classic file with its chain of directories in another order.
    fileprivate func chained(inOrder order: [Int]) throws -> [UInt8] {
        let directories = try TIFFStructure(of: MemoryFile(self)).directories
        var bytes = self
        for (position, number) in order.enumerated() {
            let placed = directories[number]
            let next = position + 1 < order.count ? directories[order[position + 1]].offset : 0
            let link = Int(placed.offset) + 2 + placed.directory.tags.count * 12
            bytes.replaceSubrange(link..<(link + 4), with: Swift.withUnsafeBytes(of: UInt32(next), Array.init))
        }
        return bytes
    }
}
