import Files
import TIFF
import Testing

/// What another library has written is believed only as far as the file itself says so.
@Suite struct WrittenFileTests {
    private static let images = [
        ExpectedImage(width: 40 * 512, height: 512), ExpectedImage(.reduced, width: 512, height: 512),
    ]

    /// A file of 40 tiles and an overview of one, and as many bytes behind its directories as wished.
    private func file(bytes: Int, spoil: (inout IFDEncoder) -> Void = { _ in }) throws -> MemoryFile {
        var matter = sampleFrontMatters[0]
        spoil(&matter)
        let front = try matter.encoded()
        return MemoryFile(front + [UInt8](repeating: 1, count: max(0, bytes - front.count)))
    }

    @Test func `a file with all its images and blocks is whole`() throws {
        let source = try file(bytes: 200_000)
        #expect(try TIFFStructure.ofWritten(source, images: Self.images).directories.count == 2)
        #expect(try TIFFStructure.ofWritten(source, images: Self.images.reversed()).directories.count == 2)
    }

    @Test func `a file that ends within its last block is not whole`() throws {
        let end = 100_000 + 39_000 + 939
        #expect(throws: Never.self) { try TIFFStructure.ofWritten(file(bytes: end), images: Self.images) }
        let error = #expect(throws: TIFFError.self) {
            try TIFFStructure.ofWritten(file(bytes: end - 1), images: Self.images)
        }
        #expect(error?.description.contains("a block of its image of 20480 x 512 at byte 139000 reaches") == true)
    }

    @Test(arguments: [TIFF.Tag.tileOffsets, .tileByteCounts])
    func `a block that was never written is missing`(tag: TIFF.Tag) throws {
        let source = try file(bytes: 200_000) { $0.directories[1][tag] = .longs([0]) }
        let error = #expect(throws: TIFFError.self) { try TIFFStructure.ofWritten(source, images: Self.images) }
        #expect(error?.description.contains("block 0 of its image of 512 x 512 was never written") == true)
    }

    @Test func `an image that is missing, or that nobody wrote, is named`() throws {
        let source = try file(bytes: 200_000)
        let mask = ExpectedImage(.mask, width: 40 * 512, height: 512)
        let missing = #expect(throws: TIFFError.self) {
            try TIFFStructure.ofWritten(source, images: Self.images + [mask])
        }
        #expect(missing?.description.contains("image of 20480 x 512 is missing") == true)
        let strange = #expect(throws: TIFFError.self) {
            try TIFFStructure.ofWritten(source, images: [Self.images[0]])
        }
        #expect(strange?.description.contains("an image of 512 x 512 that nobody wrote") == true)
    }
}
