import Files
import TIFF
import Testing

@Suite struct GhostAreaTests {
    @Test func `the area of a cloud optimized file is the one that GDAL writes`() {
        let area = String(decoding: GhostArea.cloudOptimized(hasMask: false).encoded, as: UTF8.self)
        #expect(
            area == """
                GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes
                LAYOUT=IFDS_BEFORE_DATA
                BLOCK_ORDER=ROW_MAJOR
                BLOCK_LEADER=SIZE_AS_UINT4
                BLOCK_TRAILER=LAST_4_BYTES_REPEATED
                KNOWN_INCOMPATIBLE_EDITION=NO
                \u{20}
                """)
        let masked = GhostArea.cloudOptimized(hasMask: true)
        #expect(masked.text.utf8.count == 174)
        #expect(masked.text.hasSuffix("KNOWN_INCOMPATIBLE_EDITION=NO\n MASK_INTERLEAVED_WITH_IMAGERY=YES\n"))
    }

    @Test func `its settings are understood`() {
        let area = GhostArea.cloudOptimized(hasMask: true)
        #expect(area.hasBlocksInRowOrder && area.hasBlockLeaders && area.hasBlockTrailers && area.hasInterleavedMask)
        #expect(!area.isOutdated)
        #expect(!GhostArea.cloudOptimized(hasMask: false).hasInterleavedMask)
        #expect(GhostArea(text: "KNOWN_INCOMPATIBLE_EDITION=YES\nBLOCK_ORDER=OTHER\n").isOutdated)
        #expect(!GhostArea(text: "BLOCK_ORDER=OTHER\n").hasBlocksInRowOrder)
    }

    @Test func `a file without the area has none`() throws {
        let file = MemoryFile(bigEndianFile)
        #expect(try GhostArea(of: file, header: TIFFHeader(of: file)) == nil)
    }

    @Test(arguments: ["00x140", "999999"])
    func `an area whose size is wrong is an error`(size: String) throws {
        var bytes = try #require(sampleFrontMatters.first { $0.ghostArea != nil }).encoded()
        bytes.replaceSubrange(38..<44, with: size.utf8)
        let source = MemoryFile(bytes)
        #expect(throws: TIFFError.self) { try GhostArea(of: source, header: TIFFHeader(of: source)) }
    }
}
