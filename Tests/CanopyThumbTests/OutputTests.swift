import CanopyTesting
import CanopyThumb
import Diagnostics
import Files
import Foundation
import PNG
import Raster
import RasterIO
import Testing

struct OutputTests {
    @Test func `the picture has the file's name as its title and says who made it`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(4, 4).write(to: folder("01_forest_dsm.v2.tif")) { _, column, _ in Double(column) }
            let made = try thumbnail(of: path)
            #expect(made.picture.texts == [.init("Title", "01_forest_dsm.v2"), .init("Software", "canopy")])
        }
    }

    @Test func `an existing picture is replaced only if that is asked for`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(4, 4).write(to: folder("a.tif")) { _, column, _ in Double(column) }
            let output = try folder.file("a.png", "mine")
            let error = #expect(throws: ThumbError.self) {
                try Thumb().run(.init(input: RasterInput(path), output: output))
            }
            #expect(error == .file(FileError("write", output, .exists)))
            #expect(try String(contentsOfFile: output, encoding: .utf8) == "mine")

            var options = Thumb.Options()
            options.overwrite = true
            _ = try Thumb(options: options).run(.init(input: RasterInput(path), output: output))
            #expect(try Picture(contentsOf: output).width == 4)
        }
    }

    @Test func `a raster is not replaced by its own thumbnail`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(4, 4).write(to: folder("a.tif")) { _, column, _ in Double(column) }
            let before = try Data(contentsOf: URL(filePath: path))
            var options = Thumb.Options()
            options.overwrite = true
            #expect(throws: ThumbError.outputIsInput(path)) {
                try Thumb(options: options).run(.init(input: RasterInput(path), output: path))
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test func `a missing or broken raster is told of and leaves nothing behind`() async throws {
        try await withTemporaryFolder { folder in
            let missing = folder("no.tif")
            let absent = #expect(throws: ThumbError.self) {
                try Thumb().run(.init(input: RasterInput(missing), output: folder("a.png")))
            }
            #expect(absent?.description == "'\(missing)' does not exist")

            var fixture = Fixture(300, 300)
            fixture.options = ["COMPRESS=DEFLATE"]
            let path = try fixture.write(to: folder("b.tif")) { _, column, row in Double(column * row % 97) }
            let bytes = try Data(contentsOf: URL(filePath: path))
            var damaged = bytes
            damaged.replaceSubrange(bytes.count / 2..<bytes.count / 2 + 4000, with: Data(repeating: 255, count: 4000))
            try damaged.write(to: URL(filePath: path))
            #expect(throws: ThumbError.self) {
                try Thumb().run(.init(input: RasterInput(path), output: folder("b.png")))
            }
            #expect(try folder.names() == ["b.tif"])
        }
    }

    @Test func `work that is told to stop stops, and leaves nothing behind`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(40, 40).write(to: folder("a.tif")) { _, column, _ in Double(column) }
            let progress = Progress()
            progress.cancellation.cancel()
            #expect(throws: ThumbError.cancelled) {
                try Thumb().run(.init(input: RasterInput(path), output: folder("a.png")), progress: progress)
            }
            #expect(try folder.names() == ["a.tif"])
        }
    }

    @Test func `the report is the same after a journey through JSON`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(40, 40).write(to: folder("a_chm.tif")) { _, column, _ in Double(column) }
            let report = try thumbnail(of: path, 10).report
            let text = try JSONEncoder().encode(report)
            #expect(try JSONDecoder().decode(Thumb.Report.self, from: text) == report)
        }
    }
}
