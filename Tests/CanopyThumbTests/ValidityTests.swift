import CanopyTesting
import Raster
import Testing

@testable import CanopyThumb

/// What is not valid is transparent and leaves no trace in what is.
struct ValidityTests {
    static let unmarked = Fixture(40, 20)

    @Test(arguments: [
        (Validity.nodata(.real(-32767)), -32767.0), (.nodata(.real(.nan)), .nan), (.all, .nan), (.all, .infinity),
        (.all, -3.4e38), (.nodata(.real(-1)), .nan),
    ])
    func `the half of a raster that is not valid is transparent`(validity: Validity, hole: Double) async throws {
        try await withTemporaryFolder { folder in
            let path = try Self.unmarked.marked(validity).write(to: folder("a.tif")) { _, column, row in
                column < 20 ? hole : Double(column + row)
            }
            let made = try thumbnail(of: path, 20)
            #expect(made[9, 4] == [0, 0, 0, 0])
            #expect(made[10, 4][3] == 255)
            let limits = try #require(made.report.limits.first)
            #expect(limits.low >= 20 && limits.high <= 59)
        }
    }

    @Test(arguments: ["-3.40282e+38", "-3.4028234663852886e+38"])
    func `a nodata value is that, with whatever digits it is written`(tag: String) async throws {
        try await withTemporaryFolder { folder in
            // Not so large that anybody would take it for nodata without being told.
            for (text, hole) in [(tag, -3.4028234663852886e+38), ("1.00000e+08", 100_000_008)] {
                let path = try Self.unmarked.marked(.nodata(.real(hole))).write(to: folder("a.tif")) { _, column, row in
                    column < 20 ? hole : Double(column + row)
                }
                var surgery = try TIFFSurgery(path)
                try surgery.set(text, as: 42113)
                try surgery.close()
                let made = try thumbnail(of: path, 20)
                #expect(made[9, 4] == [0, 0, 0, 0])
                #expect(made[10, 4][3] == 255)
            }
        }
    }

    @Test func `undeclared nodata of any size makes a picture`() async throws {
        try await withTemporaryFolder { folder in
            for hole in [1e20, -1e25, 9e29, 1e31] {
                let path = try Fixture(80, 60).write(to: folder("a_dsm.tif")) { _, column, row in
                    column < 10 ? hole : Double(column + row)
                }
                #expect(try thumbnail(of: path, 60).report.style == .terrain)
            }
        }
    }

    @Test(arguments: [1e-300, 1e-50, 1e-11, 1e30, 1e300])
    func `pixels of any size make a picture`(width: Double) async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(80, 60)
            fixture.georeference.transform = GeoTransform(
                originX: 0, pixelWidth: width, originY: 0, pixelHeight: -1)
            let path = try fixture.write(to: folder("a_dsm.tif")) { _, column, row in Double(column * row) }
            _ = try thumbnail(of: path, 60)
        }
    }

    @Test func `a mask makes pixels transparent`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(40, 20, type: .uint8, colors: [.red, .green, .blue]).marked(.mask)
                .write(to: folder("a.tif"), mask: { column, _ in column >= 20 }) { band, _, _ in Double(50 * (band + 1))
                }
            let made = try thumbnail(of: path, 20)
            #expect(made[9, 4] == [0, 0, 0, 0])
            #expect(made[10, 4] == [50, 100, 150, 255])
        }
    }

    @Test func `soft alpha is kept and weighs the colors`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(40, 20, type: .uint8, colors: [.red, .green, .blue, .alpha])
                .marked(.alpha(band: 3))
                .write(to: folder("a.tif")) { band, column, _ in
                    let isLeft = column.isMultiple(of: 2)
                    if band == 3 { return isLeft ? 200 : 40 }
                    return isLeft ? 240 : 0
                }
            let made = try thumbnail(of: path, 20)
            #expect(made[5, 5] == [200, 200, 200, 120])
        }
    }

    @Test func `colors that are multiplied by alpha already are shown as they were`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(
                type: .uint8, bands: [.red, .green, .blue, .alpha], validity: .alpha(band: 3)
            ) { _, _, band in [100, 50, 0, 100][band] }
            fixture.options = ["ALPHA=PREMULTIPLIED"]
            let made = try thumbnail(of: try fixture.write(to: folder("a.tif")), 20)
            #expect(made[5, 5] == [255, 128, 0, 100])
        }
    }

    @Test func `colors under transparent pixels do not bleed`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(30, 30, type: .uint8, colors: [.red, .green, .blue, .alpha])
                .marked(.alpha(band: 3))
                .write(to: folder("a.tif")) { band, column, _ in
                    // Column 10 falls into the middle of a pixel of the picture.
                    if band == 3 { return column < 10 ? 0 : 255 }
                    return column < 10 ? 0 : 200
                }
            let edge = try thumbnail(of: path, 20)[6, 5]
            #expect(edge[0...2] == [200, 200, 200])
            #expect(edge[3] > 60 && edge[3] < 200)
        }
    }

    @Test func `a mask of 255 in the alpha of a 16-bit raster is opaque`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(20, 20, type: .uint16, colors: [.red, .green, .blue, .alpha])
                .marked(.alpha(band: 3))
                .write(to: folder("a.tif")) { band, column, row in
                    band == 3 ? (column < 10 ? 0 : 255) : Double(1000 * (column + row))
                }
            let made = try thumbnail(of: path)
            #expect(made[9, 5][3] == 0)
            #expect(made[10, 5][3] == 255)
        }
    }

    @Test func `specks of nodata neither darken a picture nor make it porous`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(80, 80, type: .uint8, colors: [.red, .green, .blue])
                .marked(.nodata(.real(0)))
                .write(to: folder("a.tif")) { _, column, row in (column * 7 + row * 3) % 5 == 0 ? 0 : 250 }
            #expect(Set(try thumbnail(of: path, 20).pixels) == [[250, 250, 250, 255]])
        }
    }

    @Test func `a band that is nodata alone leaves a pixel its color`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(8, 8, type: .uint8, colors: [.red, .green, .blue])
                .marked(.nodata(.real(0)))
                .write(to: folder("a.tif")) { band, _, _ in band == 0 ? 0 : 180 }
            #expect(Set(try thumbnail(of: path).pixels) == [[0, 180, 180, 255]])
        }
    }

    @Test func `a raster without a valid pixel gives a transparent picture and a warning`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a_dsm.tif", "a_chm.tif", "a.tif"] {
                let path = try Self.unmarked.marked(.nodata(.real(-9999))).write(to: folder(name)) { _, _, _ in -9999 }
                let made = try thumbnail(of: path)
                #expect(Set(made.pixels) == [[0, 0, 0, 0]])
                #expect(made.report.limits.isEmpty)
                #expect(made.report.warnings == ["'\(path)' has no valid pixel: its thumbnail is fully transparent"])
            }
        }
    }
}
