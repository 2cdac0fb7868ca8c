import CanopyTesting
import Foundation
import PNG
import Testing

struct PictureTests {
    @Test(arguments: [Picture.Channels.gray, .grayAlpha, .rgb, .rgba])
    func `a picture is read as it was written`(channels: Picture.Channels) async throws {
        let picture = Picture(
            width: 7, height: 5, channels: channels,
            samples: (0..<35 * channels.rawValue).map { UInt8(truncatingIfNeeded: $0 * 37) },
            texts: [Picture.Text("Title", "Forêt 01"), Picture.Text("Comment", "森の写真")])
        try await withTemporaryFolder { folder in
            try picture.write(to: folder("a.png"))
            #expect(try Picture(contentsOf: folder("a.png")) == picture)
        }
    }

    @Test func `equal pictures give equal files without a time`() async throws {
        let picture = Picture(
            width: 40, height: 30, channels: .rgb, samples: (0..<3600).map { UInt8(truncatingIfNeeded: $0 * $0) })
        try await withTemporaryFolder { folder in
            try picture.write(to: folder("a.png"))
            try picture.write(to: folder("b.png"))
            let first = try Data(contentsOf: URL(filePath: folder("a.png")))
            #expect(try Data(contentsOf: URL(filePath: folder("b.png"))) == first)
            #expect(first.range(of: Data("tIME".utf8)) == nil)
            #expect(first.range(of: Data("IEND".utf8)) != nil)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk is told of`() {
        // Fits into the buffers on the way, so that only closing the file can find the disk full.
        let small = Picture(width: 1, height: 1, channels: .gray, samples: [1])
        let noise = (0..<400_000).reduce(into: [UInt32(1)]) { list, _ in
            list.append(list[list.count - 1] &* 1_664_525 &+ 1)
        }
        let large = Picture(
            width: 400, height: 1000, channels: .gray, samples: noise.dropLast().map { UInt8($0 >> 24) })
        for picture in [small, large] {
            let error = #expect(throws: PNGError.self) { try picture.write(to: "/dev/full") }
            #expect(error?.description == "cannot write '/dev/full': No space left on device")
        }
    }

    @Test func `a folder that is not there is told of`() {
        let picture = Picture(width: 1, height: 1, channels: .gray, samples: [1])
        let error = #expect(throws: PNGError.self) { try picture.write(to: "/no/such/folder/a.png") }
        #expect(error?.reason == "No such file or directory")
    }

    @Test func `a side that no PNG has is told of with libpng's reason`() async throws {
        try await withTemporaryFolder { folder in
            let nothing = Picture(width: 0, height: 3, channels: .gray, samples: [])
            let error = #expect(throws: PNGError.self) { try nothing.write(to: folder("a.png")) }
            #expect(error?.reason.contains("IHDR") == true)
        }
    }

    @Test func `channels that say nothing are left out`() {
        func reduced(_ pixels: [UInt8]...) -> Picture {
            Picture(width: pixels.count, height: 1, channels: .rgba, samples: pixels.flatMap(\.self)).reduced()
        }
        #expect(reduced([1, 1, 1, 255], [2, 2, 2, 255]).channels == .gray)
        #expect(reduced([1, 1, 1, 255], [2, 2, 2, 255]).samples == [1, 2])
        #expect(reduced([1, 2, 3, 255]).channels == .rgb)
        #expect(reduced([1, 2, 3, 255]).samples == [1, 2, 3])
        #expect(reduced([9, 9, 9, 128], [1, 2, 3, 0]).channels == .grayAlpha)
        #expect(reduced([9, 9, 9, 128], [1, 2, 3, 0]).samples == [9, 128, 0, 0])
        #expect(reduced([1, 2, 3, 4]).samples == [1, 2, 3, 4])
    }
}
