import Files
import TIFF
import Testing

struct BlockIndexTests {
    private func directory(offsets: [UInt32], byteCounts: [UInt32]) -> IFD {
        IFD([
            .imageWidth: .longs([300]), .imageLength: .longs([200]), .tileWidth: .longs([128]),
            .tileLength: .longs([128]), .tileOffsets: .longs(offsets), .tileByteCounts: .longs(byteCounts),
        ])
    }

    @Test func `a block is empty where it has neither place nor size, and lost where it cannot be found`() throws {
        let index = try BlockIndex(
            of: directory(offsets: [1000, 0, 0, 500, 999_999, 0], byteCounts: [10, 0, 7, 0, 10, 0]), fileSize: 2000)
        func state(_ column: Int, _ row: Int) -> BlockIndex.State {
            index.state(ofColumns: column..<(column + 1), rows: row..<(row + 1))
        }
        #expect(state(0, 0) == .written)
        #expect(state(128, 127) == .empty)
        #expect(state(299, 0) == .lost)
        #expect(state(0, 199) == .lost)
        #expect(state(200, 130) == .lost)
        #expect(state(256, 128) == .empty)
        #expect(index.state(ofColumns: 0..<256, rows: 0..<128) == .written)
        #expect(index.state(ofColumns: 0..<300, rows: 0..<200) == .lost)
    }

    @Test func `bands that are stored apart make one index, of which the worst counts`() throws {
        var apart = directory(
            offsets: [0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0], byteCounts: [0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0])
        apart[.planarConfiguration] = .shorts([2])
        apart[.samplesPerPixel] = .shorts([2])
        let index = try BlockIndex(of: apart, fileSize: 2000)
        #expect(index.state(ofColumns: 0..<128, rows: 0..<1) == .empty)
        #expect(index.state(ofColumns: 128..<129, rows: 0..<1) == .written)
    }

    @Test func `an index of fewer blocks than the image has is refused, however many these are`() {
        #expect(throws: TIFFError.self) {
            try BlockIndex(of: directory(offsets: [1, 2, 3], byteCounts: [1, 2, 3]), fileSize: 2000)
        }
        for side in [66_000, UInt32.max] {
            var large = directory(offsets: [8], byteCounts: [10])
            large[.imageWidth] = .longs([side])
            large[.imageLength] = .longs([side])
            large[.tileWidth] = .longs([16])
            large[.tileLength] = .longs([16])
            #expect(throws: TIFFError.self) { try BlockIndex(of: large, fileSize: 300) }
        }
    }

    @Test func `an image that says twice where its blocks are is refused`() {
        var twice = directory(offsets: [1, 2, 3, 4, 5, 6], byteCounts: [1, 2, 3, 4, 5, 6])
        twice[.stripOffsets] = .longs([7])
        #expect(throws: TIFFError.self) { try BlockIndex(of: twice, fileSize: 300) }
    }

    @Test func `values that lie on top of each other do not make a small file large in memory`() throws {
        // 40 directories, each of which takes all of the file for the text of a tag.
        let many = IFDEncoder(
            variant: .classic, directories: (0..<40).map { _ in IFD([.imageDescription: .ascii(text)]) })
        var bytes = try many.encoded()
        let entry = try #require(bytes.firstRange(of: [0x0E, 0x01, 2, 0])).lowerBound
        #expect(throws: Never.self) { try TIFFStructure(of: MemoryFile(bytes)) }
        for start in bytes.ranges(of: [0x0E, 0x01, 2, 0]).map(\.lowerBound) {
            bytes.replaceSubrange((start + 4)..<(start + 12), with: bytes.count.littleEndianQuad + [0, 0, 0, 0])
        }
        #expect(entry > 0)
        #expect(throws: TIFFError.self) { try TIFFStructure(of: MemoryFile(bytes)) }
    }

    private let text = String(repeating: "x", count: 20_000)
}

extension Int {
    fileprivate var littleEndianQuad: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
