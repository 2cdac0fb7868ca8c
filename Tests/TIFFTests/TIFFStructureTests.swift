import Files
import TIFF
import Testing

@Suite struct TIFFStructureTests {
    @Test func `numbers of a big-endian file are read as they are meant`() throws {
        let structure = try TIFFStructure(of: MemoryFile(bigEndianFile))
        let directory = try #require(structure.directories.first).directory

        #expect(structure.header.byteOrder == .big)
        #expect(structure.header.variant == .classic)
        #expect(directory.tags.map(\.rawValue) == [256, 257, 258, 282, 33550])
        #expect(directory[.imageWidth]?.integers == [600])
        #expect(directory[.imageLength]?.integer == 70_000)
        #expect(directory[.bitsPerSample] == .shorts([8, 9, 10]))
        #expect(directory[Tag(rawValue: 282)]?.bytes == [72, 0, 0, 0, 1, 0, 0, 0])
        #expect(directory[.modelPixelScale] == TagValue(.double, quarter))
    }

    @Test func `a value of a type that nobody knows is passed over`() throws {
        var file = bigEndianFile
        file[8 + 2 + 3] = 99
        let directory = try #require(TIFFStructure(of: MemoryFile(file)).directories.first).directory
        #expect(directory[.imageWidth] == nil)
        #expect(directory[.imageLength]?.integer == 70_000)
    }

    @Test(arguments: [[], [0x49, 0x49], Array("<?xml version=\"1.0\"?>".utf8), [0x49, 0x49, 44, 0, 8, 0, 0, 0]])
    func `bytes that are no TIFF file are told from a damaged one`(bytes: [UInt8]) {
        #expect(throws: TIFFError.notTIFF) { try TIFFStructure(of: MemoryFile(bytes)) }
    }

    @Test func `a chain of directories that comes back to itself is an error`() throws {
        var file = bigEndianFile
        file.replaceSubrange(70..<74, with: [0, 0, 0, 8])
        #expect(throws: TIFFError.loop(offset: 8)) { try TIFFStructure(of: MemoryFile(file)) }
    }

    @Test func `a file without a directory is an error`() {
        #expect(throws: TIFFError.malformed("it has no directory")) {
            try TIFFStructure(of: MemoryFile([0x49, 0x49, 42, 0, 0, 0, 0, 0]))
        }
    }

    @Test func `a file that is cut off anywhere is an error`() {
        for length in 8..<bigEndianFile.count {
            #expect(throws: TIFFError.self) { try TIFFStructure(of: MemoryFile(Array(bigEndianFile[..<length]))) }
        }
    }

    @Test func `the error tells what is cut off, and where`() {
        let error = #expect(throws: TIFFError.self) {
            try TIFFStructure(of: MemoryFile(Array(bigEndianFile.dropLast())))
        }
        #expect(
            error?.description
                == "the value of its tag 33550 at byte 88 reaches beyond the file's 95 bytes; the file is cut off or damaged"
        )
    }

    @Test func `a value that claims to be larger than the file is not allocated`() {
        let vast = VastBytes(head: longValueFile(count: .max))
        #expect(throws: TIFFError.excessive("the value of its tag 324 has 18446744073709551615 numbers")) {
            try TIFFStructure(of: vast)
        }
        #expect(throws: TIFFError.excessive("the value of its tag 324 has 1073741824 numbers")) {
            try TIFFStructure(of: VastBytes(head: longValueFile(count: 1 << 30)))
        }
    }

    @Test func `a directory that claims to have millions of tags is not allocated`() {
        var head = longValueFile(count: 1)
        head.replaceSubrange(16..<24, with: [0, 0, 0, 0, 1, 0, 0, 0])
        #expect(throws: TIFFError.excessive("its directory at byte 16 has 4294967296 tags")) {
            try TIFFStructure(of: VastBytes(head: head))
        }
    }

    /// A BigTIFF with one tag of 64-bit offsets.
    private func longValueFile(count: UInt64) -> [UInt8] {
        let number = withUnsafeBytes(of: count.littleEndian, Array.init)
        return [0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]
            + [1, 0, 0, 0, 0, 0, 0, 0]
            + [0x44, 1, 16, 0] + number + [64, 0, 0, 0, 0, 0, 0, 0]
            + [0, 0, 0, 0, 0, 0, 0, 0]
    }
}

/// A file of many terabytes, of which only the first bytes may be read.
private struct VastBytes: RandomAccessFile {
    let head: [UInt8]
    let identity = FileIdentity(name: "vast", version: .tag("1"))
    let size = 1 << 50

    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] {
        guard range.upperBound <= head.count else { throw .unreadable("read \(range)") }
        return Array(head[range])
    }
}
