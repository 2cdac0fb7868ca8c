import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import PNG
import Raster
import Testing

@testable import CanopyThumb

struct ReadingTests {
    @Test(arguments: [false, true])
    func `an overview that is large enough is read instead of the raster`(isExternal: Bool) async throws {
        try await withTemporaryFolder { folder in
            // The overview differs from what it should be, which shows who was read.
            let path = try Fixture(200, 100, type: .uint8, colors: [.red, .green, .blue])
                .write(to: folder("a.tif"), overview: { _, _, _ in 9 }, isExternal: isExternal) { _, _, _ in 200 }
            #expect(FileManager.default.fileExists(atPath: path + ".ovr") == isExternal)

            let small = try thumbnail(of: path, 100)
            #expect(small[0, 0] == [9, 9, 9, 255])
            #expect(small.report.source.overview == 0)
            #expect(small.report.source.size == Size(width: 100, height: 50))

            let large = try thumbnail(of: path, 101)
            #expect(large[0, 0] == [200, 200, 200, 255])
            #expect(large.report.source.overview == nil)
        }
    }

    @Test func `the mask of an overview goes with it`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(200, 100, type: .uint8, colors: [.red, .green, .blue]).marked(.mask)
                .write(to: folder("a.tif"), overview: { _, _, _ in 9 }, mask: { column, _ in column >= 100 }) {
                    _, _, _ in
                    200
                }
            let made = try thumbnail(of: path, 100)
            #expect(made.report.source.overview == 0)
            #expect(made[49, 7] == [0, 0, 0, 0])
            #expect(made[50, 7] == [9, 9, 9, 255])
        }
    }

    @Test func `an overview that lacks the raster's mask is not read`() async throws {
        try await withTemporaryFolder { folder in
            let bare = try Fixture(200, 100, type: .uint8, colors: [.red, .green, .blue])
                .write(to: folder("a.tif"), overview: { _, _, _ in 9 }) { _, _, _ in 200 }
            // A sidecar made of nothing hides all of the raster, but not of its overview.
            var mask = Fixture(200, 100, type: .uint8)
            mask.options = ["COMPRESS=DEFLATE"]
            try mask.write(to: folder("mask.tif")) { _, _, _ in 0 }
            let dataset = try Dataset.open(folder("mask.tif"), update: true)
            try dataset.setMetadata([
                "INTERNAL_MASK_FLAGS_1": "2", "INTERNAL_MASK_FLAGS_2": "2", "INTERNAL_MASK_FLAGS_3": "2",
            ])
            try dataset.close()
            try FileManager.default.moveItem(atPath: folder("mask.tif"), toPath: bare + ".msk")

            let made = try thumbnail(of: bare, 100)
            #expect(made.report.source.overview == nil)
            #expect(Set(made.pixels) == [[0, 0, 0, 0]])
        }
    }

    @Test func `how the raster is stored does not matter`() async throws {
        try await withTemporaryFolder { folder in
            var stripes = Fixture(333, 517).marked(.nodata(.real(-9999)))
            stripes.options = ["BLOCKYSIZE=7", "COMPRESS=LZW"]
            var tiles = stripes
            tiles.options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=32", "COMPRESS=DEFLATE"]
            var files: [Data] = []
            for (name, fixture) in [("stripes", stripes), ("tiles", tiles), ("again", stripes)] {
                try folder.folder(name)
                let path = try fixture.write(to: folder("\(name)/site_dsm.tif")) { _, column, row in
                    (column / 30 + row / 40) % 7 == 0 ? -9999 : sin(Double(column) / 20) * Double(row)
                }
                _ = try thumbnail(of: path, 100)
                files.append(try Data(contentsOf: URL(filePath: path + ".png")))
            }
            #expect(files[0] == files[1])
            #expect(files[0] == files[2])
        }
    }

    static let gdalTranslate = "/usr/bin/gdal_translate"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: gdalTranslate), "needs gdal_translate"))
    func `values are reduced as GDAL averages them`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(300, 210).marked(.nodata(.real(-9999))).write(to: folder("a.tif")) {
                _, column, row in
                (column - 150) * (column - 150) + (row - 90) * (row - 90) < 900
                    ? -9999 : 50 + 20 * sin(Double(column) / 15) + 10 * cos(Double(row) / 9)
            }
            let target = Size(width: 97, height: 68)
            let outcome = try await Binary(path: Self.gdalTranslate).run([
                "-q", "-r", "average", "-outsize", "97", "68", path, folder("b.tif"),
            ])
            #expect(outcome.status == 0)
            let expected = PixelBuffer(type: .float32, size: target, bands: 1)
            try Dataset.open(folder("b.tif")).read(Window(target), into: expected)

            let dataset = try Dataset.open(path)
            let profile = try dataset.profile()
            let reduced = try SourceLevel(for: target, of: dataset, validity: profile.validity).reduce(
                dataset, profile: profile, subject: RenderMode(of: profile), to: target, memory: 64 << 20,
                progress: Progress())
            for (ours, theirs) in zip(reduced.bands[0], expected.samples(as: Float.self)) {
                #expect(ours.isNaN == (theirs == -9999))
                if !ours.isNaN { #expect(abs(ours - theirs) < 0.01) }
            }
        }
    }
}
