import Files
import TIFF
import Testing

@Suite struct DamagedFilesTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no damage makes reading crash, hang or give more than the file has`(seed: UInt64) throws {
        let files = try sampleFrontMatters.map { try $0.encoded() } + [bigEndianFile]
        var random = SeededGenerator(seed: seed)
        var readable = 0
        var refused = 0
        for _ in 0..<2500 {
            let damaged = damage(files.randomElement(using: &random) ?? [], using: &random)
            do throws(TIFFError) {
                let structure = try read(damaged)
                readable += 1
                try expectSameAfterWriting(structure)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        // Both ways are taken, or the damage is not of the kind that is meant.
        #expect(readable > 100 && refused > 100)
    }

    /// Flips a few bits and sometimes cuts off the end.
    private func damage(_ file: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = file
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            if Bool.random(using: &random) {
                bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            } else {
                bytes[position] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        }
        return bytes
    }

    /// Reads all that can be read.
    private func read(_ bytes: [UInt8]) throws(TIFFError) -> TIFFStructure {
        let source = MemoryFile(bytes)
        let structure = try TIFFStructure(of: source)
        _ = try GhostArea(of: source, header: structure.header)
        for placed in structure.directories {
            let blocks = try ImageBlocks(of: placed.directory)
            #expect(blocks.offsets.count >= blocks.across * blocks.down)
            #expect(blocks.offsets.count == blocks.byteCounts.count)
        }
        return structure
    }

    /// What could be read, can be written, and is the same again.
    private func expectSameAfterWriting(_ structure: TIFFStructure) throws(TIFFError) {
        let frontMatter = IFDEncoder(variant: .big, directories: structure.directories.map(\.directory))
        let again = try TIFFStructure(of: MemoryFile(frontMatter.encoded()))
        #expect(again.directories.map(\.directory) == frontMatter.directories)
    }
}
