import COGEncoding
import CanopyTesting
import Files
import GDAL
import Raster
import RasterIO
import TIFF
import Testing

@testable import CanopyCOG

@Suite("Colors that are multiplied by alpha already")
struct PremultipliedAlphaTests {
    /// A white raster whose left half shows by a half, and of whose other half nothing shows.
    private func raster(in folder: CanopyTesting.TemporaryFolder) throws -> String {
        var fixture = try RasterFixture(
            width: 1026, height: 600, type: .uint8, bands: [.red, .green, .blue, .alpha], validity: .alpha(band: 3)
        ) { column, _, _ in column < 513 ? 128 : 0 }
        fixture.options = ["ALPHA=PREMULTIPLIED"]
        return try fixture.write(to: folder("in.tif"))
    }

    private func meanings(of path: String) throws -> [[UInt64]?] {
        try TIFFStructure(of: LocalFile(path)).directories.map { $0.directory[.extraSamples]?.integers }
    }

    @Test(arguments: [Compression.deflate, .lzw])
    func `keep their tag and their samples, and are not weighed again`(compression: Compression) async throws {
        try await withTemporaryFolder { folder in
            let input = try raster(in: folder)
            #expect(try Dataset.open(input).profile().hasPremultipliedAlpha)
            var options = COG.Options()
            options.writing.compression = compression
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("out.tif")))
            #expect(report.warnings == [])
            let written = try meanings(of: folder("out.tif"))
            #expect(written.count > 1)
            #expect(written.allSatisfy { $0 == [1] }, "\(written)")
            #expect(try RasterContent(folder("out.tif")).values() == RasterContent(input).values())
            let dataset = try Dataset.open(folder("out.tif"))
            let size = try #require(dataset.overviews.first)
            let pixels = PixelBuffer(type: .uint8, size: size, bands: 4)
            try dataset.read(Window(size), level: .overview(0), into: pixels)
            // The column in the middle is a half of what shows and of what does not, in all bands alike.
            #expect(Array(pixels.bytes[256 * 4..<257 * 4]) == [64, 64, 64, 64])
        }
    }

    @Test func `are told from others`() async throws {
        try await withTemporaryFolder { folder in
            let fixture = try RasterFixture(
                type: .uint8, bands: [.red, .green, .blue, .alpha], validity: .alpha(band: 3))
            let path = try fixture.write(to: folder("a.tif"))
            #expect(try !Dataset.open(path).profile().hasPremultipliedAlpha)
            _ = try COG().run(.init(input: RasterInput(path), output: folder("out.tif")))
            #expect(try meanings(of: folder("out.tif")) == [[2]])
        }
    }
}
