import COGEncoding
import CanopyCOG
import CanopyTesting
import GDAL
import Raster
import RasterIO
import Testing

/// Programs write a nodata value with fewer digits, or with more, than its pixels have.
@Suite("A nodata value whose digits are not those of the pixels")
struct NoDataDigitsTests {
    private static let least = -Double(Float.greatestFiniteMagnitude)

    /// A surface with a hole, whose tag says `tag`.
    private func surface(_ tag: String, hole: Double, in folder: TemporaryFolder) throws -> String {
        let fixture = try RasterFixture(width: 600, height: 40, validity: .nodata(.real(hole))) { column, row, _ in
            column < 100 || (column + row) % 5 == 0 ? hole : Double(column)
        }
        let path = try fixture.write(to: folder("surface.tif"))
        var surgery = try TIFFSurgery(path)
        try surgery.set(tag, as: 42113)
        try surgery.close()
        return path
    }

    @Test(
        "marks the same pixels, and is written as they are",
        arguments: [
            ("-3.40282e+38", least), ("-3.4028235e+38", least), ("-3.40282347e+38", least),
            ("-3.4028234663852886e+38", least), ("-9999.90", Double(Float(-9999.9))), ("1.00000e+08", 100_000_008),
        ])
    func valid(tag: String, hole: Double) async throws {
        try await withTemporaryFolder { folder in
            let path = try surface(tag, hole: hole, in: folder)
            for compression in [Compression.deflate, .lzw] {
                var options = COG.Options()
                options.overwrite = true
                options.writing.compression = compression
                let report = try COG(options: options).run(.init(input: RasterInput(path), output: folder("cog.tif")))
                #expect(report.raster.validPixels == 400 * 40)
                #expect(report.raster.bands[0].minimum == 100)
                #expect(report.raster.bands[0].maximum == 599)
                let content = try RasterContent(folder("cog.tif"))
                #expect(try content.bytes == RasterContent(path).bytes)
                // 8 units in the last place off, GDAL's rule holds and the tag keeps its value.
                let expected = hole == 100_000_008 ? 1e8 : hole
                #expect(content.profile.validity == .nodata(.real(expected)))
                let overview = try RasterContent(folder("cog.tif"), level: .overview(0))
                #expect(overview.values().allSatisfy { $0.magnitude < 600 || $0 == hole })
            }
        }
    }
}
