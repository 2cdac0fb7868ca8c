import CanopyTesting
import Raster
import Testing

@testable import CanopyThumb

struct StyleTests {
    @Test(arguments: [
        ("01_forest_chm.tif", Thumb.Rendering.viridis), ("01_forest_chm-ptcloud.tif", .viridis), ("chm.tif", .viridis),
        ("01_forest_dsm-ptcloud.tif", .terrain), ("01_forest_DTM-mesh.TIF", .terrain), ("dsm_cropped.tif", .terrain),
        ("01_dsm-hill_ortho-dtm-ptcloud.tif", .gray), ("01_forest_ndvi.tif", .gray), ("mydsm.tif", .gray),
        ("01_dtm-site_chm.tif", .viridis),
    ])
    func `the file's name decides, unless a style is asked for`(name: String, look: Thumb.Rendering) async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(10, 10).write(to: folder(name)) { _, column, row in Double(column * row) }
            #expect(try thumbnail(of: path).report.style == look)
            for style in [Style.gray, .viridis, .terrain, .hillshade] {
                #expect(try thumbnail(of: path, 800, style).report.style.rawValue == style.rawValue)
            }
        }
    }

    @Test func `canopy heights begin at 0, whatever the lowest is`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(100, 1).write(to: folder("a_chm.tif")) { _, column, _ in Double(column) - 10 }
            let made = try thumbnail(of: path)
            #expect(made.report.limits == [StretchRange(low: 0, high: 87)])
            #expect(made[3, 0] == made[10, 0])
            #expect(made[10, 0] == [68, 1, 84, 255])
            #expect(made[99, 0] == [253, 231, 37, 255])
        }
    }

    @Test func `other values than canopy heights fill viridis`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(100, 1).write(to: folder("a_dsm.tif")) { _, column, _ in 1200 + Double(column) }
            #expect(try thumbnail(of: path, 800, .viridis).report.limits == [StretchRange(low: 1202, high: 1297)])
        }
    }

    @Test func `rasters that hold colors are shown in them, whatever the style`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(8, 8, type: .uint8, colors: [.red, .green, .blue])
                .write(to: folder("a.tif")) { band, _, _ in Double(band * 100) }
            #expect(try thumbnail(of: path, 800, .hillshade)[1, 1] == [0, 100, 200, 255])
        }
    }
}
