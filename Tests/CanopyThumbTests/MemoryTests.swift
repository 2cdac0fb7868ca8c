import CanopyTesting
import Foundation
import Raster
import RasterIO
import Testing

@testable import CanopyThumb

/// A picture is made within the memory that there is for it, or not at all.
struct MemoryTests {
    private func options(memory: Int, _ maxDim: Int = 800) -> Thumb.Options {
        var options = Thumb.Options()
        options.maxDim = maxDim
        options.memory = memory
        options.overwrite = true
        return options
    }

    @Test func `a picture that takes more is refused with what it takes, and nothing is left`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(1000, 1000).write(to: folder("a.tif")) { _, x, y in Double(x + y) }
            let error = #expect(throws: ThumbError.self) {
                try Thumb(options: options(memory: 8 << 20)).run(
                    .init(input: RasterInput(path), output: folder("a.png")))
            }
            let sentence = try #require(error?.description)
            #expect(sentence.contains("needs 23 MB of memory; allow 126 MB of memory or more, or make it smaller"))
            #expect(try folder.names() == ["a.tif"])
            _ = try Thumb(options: options(memory: 24 << 20)).run(
                .init(input: RasterInput(path), output: folder("a.png")))
            _ = try Thumb(options: options(memory: 8 << 20, 300)).run(
                .init(input: RasterInput(path), output: folder("a.png")))
        }
    }

    @Test func `a raster one pixel wide and of any height takes no memory for its rows`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(1, 2_000_000, type: .uint8)
            fixture.options = ["COMPRESS=DEFLATE", "BLOCKYSIZE=10000"]
            let path = try fixture.write(to: folder("a.tif")) { _, _, y in Double(y % 200) }
            let report = try Thumb(options: options(memory: 1 << 20)).run(
                .init(input: RasterInput(path), output: folder("a.png")))
            #expect(report.size == Size(width: 1, height: 800))
        }
    }

    @Test func `less memory makes no other picture`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(3000, 600, type: .uint16, colors: [.red, .green, .blue])
            fixture.options = ["TILED=YES", "COMPRESS=DEFLATE"]
            let path = try fixture.write(to: folder("a.tif")) { band, x, y in Double((x * 7 + y * 13 + band) % 999) }
            for (name, memory) in [("much.png", 512 << 20), ("little.png", 2 << 20)] {
                _ = try Thumb(options: options(memory: memory, 200)).run(
                    .init(input: RasterInput(path), output: folder(name)))
            }
            #expect(
                try Data(contentsOf: URL(filePath: folder("much.png")))
                    == Data(contentsOf: URL(filePath: folder("little.png"))))
        }
    }

    @Test func `blocks larger than the memory are refused, those of an overview and of a mask too`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(200, 200, type: .uint8, colors: [.red, .green, .blue])
            fixture.options = ["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"]
            for directory in 0...1 {
                let path = try fixture.marked(.mask)
                    .write(to: folder("a.tif"), overview: { _, _, _ in 9 }) { _, _, _ in 200 }
                var surgery = try TIFFSurgery(path)
                for tag: UInt16 in [322, 323] { try surgery.set(2_147_483_632, as: tag, directory: directory) }
                try surgery.close()
                #expect(throws: ThumbError.self) {
                    try Thumb(options: options(memory: 64 << 20)).run(
                        .init(input: RasterInput(path), output: folder("a.png")))
                }
            }
        }
    }
}
