import CanopyTesting
import Raster
import Testing

@testable import CanopyThumb

struct ColorTests {
    @Test func `bands are red, green and blue by what they say, not by their order`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(8, 8, type: .uint8, colors: [.blue, .undefined, .green, .red])
                .write(to: folder("a.tif")) { band, _, _ in [30, 99, 20, 10][band] }
            let made = try thumbnail(of: path)
            #expect(made[3, 3] == [10, 20, 30, 255])
            #expect(made.report.style == .color)
            #expect(made.report.limits.isEmpty)
        }
    }

    @Test func `bands that say nothing are taken in order, and a fourth is not alpha`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(8, 8, type: .uint8, colors: [.gray, .undefined, .undefined, .undefined])
                .write(to: folder("a.tif")) { band, _, _ in [10, 20, 30, 0][band] }
            #expect(try thumbnail(of: path)[3, 3] == [10, 20, 30, 255])
        }
    }

    @Test(arguments: [PixelType.uint16, .int16, .float32, .float64])
    func `colors of more than 8 bits are stretched, and natural ones keep their balance`(type: PixelType) async throws {
        try await withTemporaryFolder { folder in
            let natural = try Fixture(50, 50, type: type, colors: [.red, .green, .blue])
                .write(to: folder("natural.tif")) { band, column, row in Double((column * 50 + row) * (band + 1)) }
            let made = try thumbnail(of: natural)
            #expect(Set(made.report.limits).count == 1)
            #expect(made[0, 0] == [0, 0, 0, 255])
            let last = made[49, 49]
            #expect(last[0] < last[1] && last[1] < last[2] && last[2] == 255)

            let other = try Fixture(50, 50, type: type, colors: [.gray, .undefined, .undefined])
                .write(to: folder("other.tif")) { band, column, row in Double((column * 50 + row) * (band + 1)) }
            let each = try thumbnail(of: other)
            #expect(Set(each.report.limits).count == 3)
            #expect(each[49, 49] == [255, 255, 255, 255])
        }
    }

    @Test func `a palette becomes colors, without new ones between its classes`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(60, 60, type: .uint8, colors: [.palette])
            fixture.bands[0].palette = [
                PaletteColor(red: 10, green: 20, blue: 30, alpha: 255),
                PaletteColor(red: 200, green: 100, blue: 50, alpha: 255),
                PaletteColor(red: 0, green: 0, blue: 255, alpha: 255),
            ]
            let path = try fixture.write(to: folder("a.tif")) { _, column, row in Double((column / 2 + row / 3) % 3) }
            let made = try thumbnail(of: path, 23)
            #expect(made.report.style == .palette)
            #expect(Set(made.pixels) == [[10, 20, 30, 255], [200, 100, 50, 255], [0, 0, 255, 255]])
        }
    }

    @Test func `an outlier does not wash the picture out`() async throws {
        try await withTemporaryFolder { folder in
            for (name, style) in [("a.tif", Style.gray), ("a_chm.tif", .viridis)] {
                let path = try Fixture(100, 100).write(to: folder(name)) { _, column, row in
                    column == 50 && row == 50 ? 1e9 : Double(column)
                }
                let made = try thumbnail(of: path, 100, style)
                let limits = try #require(made.report.limits.first)
                #expect(limits.high == 98)
                #expect(made[5, 5] != made[90, 5])
            }
        }
    }

    @Test func `a raster of one value has a picture`() async throws {
        try await withTemporaryFolder { folder in
            for style in Style.allCases {
                let path = try Fixture(9, 9).write(to: folder("a.tif")) { _, _, _ in 7 }
                let made = try thumbnail(of: path, 800, style)
                #expect(Set(made.pixels).count == 1)
                #expect(made[0, 0][3] == 255)
            }
        }
    }

    /// Colors of the published map, at every 32nd of its 256.
    @Test(
        arguments: [
            (0, [68, 1, 84]), (32, [71, 45, 123]), (64, [59, 82, 139]), (96, [44, 114, 142]), (128, [33, 145, 140]),
            (160, [40, 174, 128]), (192, [94, 201, 98]), (224, [173, 220, 48]), (255, [253, 231, 37]),
        ] as [(Int, [Float])])
    func `viridis is the published one within 2 of 255`(index: Int, color: [Float]) {
        let difference = ColorRamp.viridis.color(at: Float(index) / 255) - Color(color[0], color[1], color[2])
        #expect(abs(difference.x) <= 2 && abs(difference.y) <= 2 && abs(difference.z) <= 2)
    }
}
