import TIFF
import Testing

@Suite struct ImageBlocksTests {
    private let tiled = IFD([
        .imageWidth: .shorts([1000]), .imageLength: .shorts([600]), .tileWidth: .shorts([512]),
        .tileLength: .shorts([256]), .samplesPerPixel: .shorts([2]),
        .tileOffsets: .longs([10, 20, 30, 0, 50, 60]), .tileByteCounts: .longs([1, 2, 3, 4, 0, 6]),
    ])

    @Test func `tiles cover an image whose sides are no multiples of theirs`() throws {
        let blocks = try ImageBlocks(of: tiled)
        #expect(blocks.isTiled)
        #expect(blocks.across == 2 && blocks.down == 3)
        #expect(blocks.extent(of: 1).map { [$0.offset, $0.byteCount] } == [20, 2])
    }

    @Test func `a block without a place or without a size was never written`() throws {
        let blocks = try ImageBlocks(of: tiled)
        #expect(blocks.extent(of: 3) == nil)
        #expect(blocks.extent(of: 4) == nil)
    }

    @Test func `bands that are stored apart have blocks of their own`() throws {
        var planar = tiled
        planar[.planarConfiguration] = .shorts([2])
        #expect(throws: TIFFError.self) { try ImageBlocks(of: planar) }
        planar[.tileOffsets] = .longs(Array(1...12))
        planar[.tileByteCounts] = .longs(Array(1...12))
        #expect(try ImageBlocks(of: planar).offsets.count == 12)
    }

    @Test func `bands that are stored in an unknown way are an error`() {
        var odd = tiled
        odd[.planarConfiguration] = .shorts([3])
        #expect(throws: TIFFError.self) { try ImageBlocks(of: odd) }
    }

    @Test(arguments: [(TagValue?.none, 600, 1), (.longs([.max]), 600, 1), (.shorts([100]), 100, 6)])
    func `strips are as wide as the image`(rowsPerStrip: TagValue?, height: Int, count: Int) throws {
        let strips = IFD([
            .imageWidth: .shorts([1000]), .imageLength: .shorts([600]),
            .stripOffsets: .longs(Array(repeating: 8, count: count)),
            .stripByteCounts: .longs(Array(repeating: 8, count: count)),
        ])
        var directory = strips
        directory[.rowsPerStrip] = rowsPerStrip
        let blocks = try ImageBlocks(of: directory)
        #expect(!blocks.isTiled)
        #expect(blocks.blockWidth == 1000 && blocks.blockHeight == height)
        #expect(blocks.offsets.count == count)
    }

    @Test(arguments: [TIFF.Tag.imageWidth, .imageLength, .tileWidth, .tileLength])
    func `an image or a tile without a side is an error`(side: TIFF.Tag) {
        for value in [nil, TagValue.shorts([0]), .ascii("512"), .longs([])] {
            var directory = tiled
            directory[side] = value
            #expect(throws: TIFFError.self) { try ImageBlocks(of: directory) }
        }
    }

    @Test func `an image of more blocks than a number can count is an error`() {
        var vast = tiled
        vast[.planarConfiguration] = .shorts([2])
        vast[.samplesPerPixel] = .long8s([1 << 62])
        #expect(throws: TIFFError.self) { try ImageBlocks(of: vast) }
    }
}
