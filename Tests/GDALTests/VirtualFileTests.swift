import CGDAL
import CanopyTesting
import Files
import Foundation
import Raster
import Testing

@testable import GDAL

extension OpaquePointer {
    /// What GDAL gives for an open file is a pointer of another kind in each version.
    fileprivate init(_ pointer: OpaquePointer) { self = pointer }
}

@Suite("A file that GDAL reads by canopy's own file system") struct VirtualFileTests {
    private let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

    private func open<Result>(_ file: any RandomAccessFile, _ body: (OpaquePointer) throws -> Result)
        throws -> Result
    {
        GDALLibrary.start()
        let virtual = VirtualFile(file)
        let handle = OpaquePointer(try #require(VSIFOpenL(virtual.path, "rb")))
        defer { VSIFCloseL(.init(handle)) }
        return try withExtendedLifetime(virtual) { try body(handle) }
    }

    private func read(_ handle: OpaquePointer, _ count: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let read = VSIFReadL(&buffer, 1, count, .init(handle))
        return Array(buffer.prefix(read))
    }

    private func exists(_ path: String) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 16) { status in
            VSIStatL(path, OpaquePointer(status.baseAddress)) == 0
        }
    }

    @Test func `is read as C reads files`() throws {
        try open(MemoryFile(content)) { handle in
            #expect(read(handle, 10) == Array(content[..<10]))
            #expect(VSIFTellL(.init(handle)) == 10)
            #expect(VSIFSeekL(.init(handle), 990, SEEK_SET) == 0)
            #expect(read(handle, 20) == Array(content[990...]))
            #expect(VSIFEofL(.init(handle)) != 0)
            #expect(VSIFSeekL(.init(handle), 0, SEEK_END) == 0)
            #expect(VSIFTellL(.init(handle)) == 1000)
            #expect(VSIFSeekL(.init(handle), vsi_l_offset(bitPattern: -5), SEEK_CUR) == 0)
            #expect(VSIFEofL(.init(handle)) == 0)
            #expect(read(handle, 5) == Array(content[995...]))
        }
    }

    @Test func `has nothing outside, however far that is`() throws {
        try open(MemoryFile(content)) { handle in
            for offset in [1000, 1001, 1 << 40, (1 << 63) - 1, vsi_l_offset.max] as [vsi_l_offset] {
                #expect(VSIFSeekL(.init(handle), offset, SEEK_SET) == 0)
                #expect(read(handle, 10).isEmpty)
                #expect(VSIFEofL(.init(handle)) != 0)
            }
            var byte: UInt8 = 0
            #expect(VSIFSeekL(.init(handle), 0, SEEK_SET) == 0)
            #expect(VSIFReadL(&byte, Int.max, 3, .init(handle)) == 0)
            #expect(VSIFReadL(&byte, 0, 3, .init(handle)) == 0)
        }
    }

    @Test func `gives several ranges at once, or none`() throws {
        try open(MemoryFile(content)) { handle in
            var first = [UInt8](repeating: 0, count: 5)
            var second = [UInt8](repeating: 0, count: 7)
            func ranges(_ offsets: [vsi_l_offset]) -> Int32 {
                first.withUnsafeMutableBytes { first in
                    second.withUnsafeMutableBytes { second in
                        var targets = [first.baseAddress, second.baseAddress]
                        return VSIFReadMultiRangeL(2, &targets, offsets, [5, 7], .init(handle))
                    }
                }
            }
            #expect(ranges([900, 3]) == 0)
            #expect(first == Array(content[900..<905]) && second == Array(content[3..<10]))
            for offset in [996, 1000, 1001, vsi_l_offset.max - 2] as [vsi_l_offset] {
                #expect(ranges([0, offset]) == -1)
            }
        }
    }

    @Test func `exists as long as somebody has it, under a name that nothing else has`() throws {
        GDALLibrary.start()
        var virtual: VirtualFile? = VirtualFile(MemoryFile(content))
        let path = try #require(virtual?.path)
        #expect(exists(path))
        for other in ["/vsicanopy/", "/vsicanopy/other.tif", path + "x", path + "/" + path, path + ".aux.xml"] {
            #expect(VSIFOpenL(other, "rb") == nil)
        }
        for access in ["wb", "rb+", "a", "r+b"] { #expect(VSIFOpenL(path, access) == nil) }
        #expect(VSIUnlink(path) != 0)
        virtual = nil
        #expect(VSIFOpenL(path, "rb") == nil)
        #expect(!exists(path))
    }

    @Test func `says nothing more once it has failed`() throws {
        let store = RangeStore(content, name: "far.tif", milliseconds: 0, fault: .failsOnce(atRequest: 1))
        let virtual = VirtualFile(store)
        #expect(try virtual.content.bytes(in: 0..<10).count == 10)
        for _ in 0..<3 {
            #expect(throws: ReadingError.unreadable(RangeStore.sentence)) { try virtual.content.bytes(in: 0..<10) }
        }
        let error = #expect(throws: GDALError.self) { try virtual.check("look") }
        #expect(error?.description == "cannot look: \(RangeStore.sentence)")
    }

    @Test func `is read by many threads, each with a dataset of its own`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 300, height: 200, type: .uint16)
            fixture.options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]
            let path = try fixture.write(to: folder("a.tif"))
            let expected = try RasterContent(path).bytes
            let store = RangeStore(Array(try Data(contentsOf: URL(filePath: path))), name: "a.tif", milliseconds: 1)
            let file = CachedFile(store)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        guard let dataset = try? Dataset.open(file) else { return false }
                        let pixels = PixelBuffer(type: .uint16, size: dataset.size, bands: 1)
                        guard (try? dataset.read(Window(dataset.size), into: pixels)) != nil else { return false }
                        return Array(pixels.bytes) == expected
                    }
                }
                for await isRight in group { #expect(isRight) }
            }
        }
    }
}
