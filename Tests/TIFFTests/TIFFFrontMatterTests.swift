import Files
import TIFF
import Testing

@Suite struct TIFFFrontMatterTests {
    @Test(arguments: sampleFrontMatters)
    func `what is written is read again`(frontMatter: IFDEncoder) throws {
        let bytes = try frontMatter.encoded()
        let source = MemoryFile(bytes)
        let structure = try TIFFStructure(of: source)

        #expect(structure.header.byteOrder == .little)
        #expect(structure.header.variant == frontMatter.variant)
        #expect(structure.directories.map(\.directory) == frontMatter.directories)
        #expect(try GhostArea(of: source, header: structure.header) == frontMatter.ghostArea)
        #expect(bytes.count == frontMatter.byteCount)
    }

    @Test(arguments: sampleFrontMatters)
    func `the size is known before the offsets are`(frontMatter: IFDEncoder) throws {
        var later = frontMatter
        later.directories[0][.tileOffsets] = .longs(Array(repeating: .max, count: 40))
        #expect(try later.encoded().count == frontMatter.byteCount)
    }

    @Test(arguments: sampleFrontMatters)
    func `directories stand at even offsets, the first right behind the ghost area`(
        frontMatter: IFDEncoder
    ) throws {
        let structure = try TIFFStructure(of: MemoryFile(frontMatter.encoded()))
        let end = frontMatter.variant.headerSize + (frontMatter.ghostArea?.encoded.count ?? 0)
        #expect(structure.directories.first?.offset == UInt64(end + end % 2))
        #expect(structure.directories.allSatisfy { $0.offset % 2 == 0 })
    }

    @Test func `a reader reaches all directories without passing the places of the tiles`() throws {
        let many = IFDEncoder(
            variant: .big,
            directories: [sampleDirectory(tiles: 100_000), sampleDirectory(tiles: 25_000, overview: true)])
        let structure = try TIFFStructure(of: MemoryFile(many.encoded()))
        #expect(try #require(structure.directories.last).offset < 1024)
        #expect(many.byteCount > 125_000 * 8)
        #expect(structure.directories.map(\.directory) == many.directories)
    }

    @Test func `classic TIFF refuses 64-bit numbers and names the tag`() {
        let frontMatter = IFDEncoder(
            variant: .classic, directories: [IFD([.tileOffsets: .long8s([1])])])
        #expect(throws: TIFFError.unencodable("classic TIFF cannot hold 64-bit numbers, which tag 324 has")) {
            try frontMatter.encoded()
        }
    }

    @Test(arguments: [TIFFVariant.classic, .big])
    func `a file without a directory, or a directory without a tag, is refused`(variant: TIFFVariant) {
        #expect(throws: TIFFError.self) { try IFDEncoder(variant: variant, directories: []).encoded() }
        #expect(throws: TIFFError.self) { try IFDEncoder(variant: variant, directories: [IFD()]).encoded() }
    }
}
