import GDAL
import Raster
import Testing

@testable import CanopyThumb

struct HillshadeTests {
    static let grid = HeightGrid(size: Size(width: 40, height: 40), cell: CellSize(width: 1, height: 1))

    func shade(_ height: (Int, Int) -> Float) -> [Float] {
        let heights = (0..<1600).map { height($0 % 40, $0 / 40) }
        let scale =
            Ranking(heights, count: heights.count).map(StretchRange.init(around:)) ?? StretchRange(low: 0, high: 1)
        return Hillshade(of: heights, within: scale, on: Self.grid).brightness
    }

    @Test func `slopes towards the upper left are bright, those away from it dark, level ground between`() {
        let towards = shade { x, y in Float(x + y) }[820]
        let away = shade { x, y in Float(-x - y) }[820]
        let level = shade { _, _ in 3 }[820]
        #expect(level == Hillshade.level)
        #expect(away < level - 0.2)
        #expect(towards > level + 0.1)
    }

    @Test func `holes and edges of a slope look like the slope`() {
        let whole = shade { x, y in Float(2 * x + y) }
        let holed = shade { x, y in (x - 20) * (x - 20) + (y - 20) * (y - 20) < 50 || x < 3 ? .nan : Float(2 * x + y) }
        for pixel in 0..<1600 where pixel % 40 >= 3 {
            let (x, y) = (pixel % 40 - 20, pixel / 40 - 20)
            if x * x + y * y >= 50 { #expect(abs(holed[pixel] - whole[pixel]) < 0.12) }
        }
        #expect(whole.allSatisfy { abs($0 - whole[820]) < 0.02 })
    }

    @Test func `an absurd height leaves no crater`() {
        let clean = shade { x, y in Float(x * x + 3 * y) }
        let spiked = shade { x, y in x == 20 && y == 20 ? 1e8 : Float(x * x + 3 * y) }
        for pixel in 0..<1600 where pixel != 820 { #expect(abs(clean[pixel] - spiked[pixel]) < 0.15) }
    }

    @Test func `whatever heights and pixels there are, every pixel has a brightness`() {
        for cell in [Float.leastNormalMagnitude, 1e-11, 1, .greatestFiniteMagnitude] {
            let grid = HeightGrid(size: Size(width: 40, height: 40), cell: CellSize(width: cell, height: 1))
            for absurd in [Float(1e20), 9.9e29, -9.9e29] {
                let heights = (0..<1600).map { $0 % 7 == 0 ? absurd : Float($0) }
                let scale =
                    Ranking(heights, count: heights.count).map(StretchRange.init(around:))
                    ?? StretchRange(low: 0, high: 1)
                let shades = Hillshade(of: heights, within: scale, on: grid).brightness
                #expect(shades.allSatisfy { $0 >= 0 && $0 <= 1.01 })
            }
        }
    }

    @Test func `the unit of heights does not matter`() {
        let meters = shade { x, y in Float((x * 7 + y * y) % 23) }
        let centimeters = shade { x, y in 100 * Float((x * 7 + y * y) % 23) }
        for (a, b) in zip(meters, centimeters) { #expect(abs(a - b) < 1e-3) }
    }

    @Test func `a pixel of a geographic raster is narrower on the ground the farther it is from the equator`() throws {
        let crs = try SpatialReference(named: "EPSG:4326").wkt
        let transform = GeoTransform(originX: 10, pixelWidth: 1e-5, originY: 60, pixelHeight: -1e-5)
        let size = Size(width: 100, height: 100)
        let profile = RasterProfile(
            size: size, type: .float32, bands: [BandProfile()],
            georeference: Georeference(transform: transform, crs: crs))
        let cell = CellSize(of: profile, in: Size(width: 50, height: 50))
        #expect(abs(cell.height - 2.2264) < 0.001)
        #expect(abs(cell.width / cell.height - 0.5) < 0.001)
    }

    @Test func `pixels of a rotated, non-square raster have their lengths along its rows and columns`() {
        let transform = GeoTransform(
            originX: 0, pixelWidth: 3, rowRotation: 8, originY: 0, columnRotation: 4, pixelHeight: -6)
        let profile = RasterProfile(
            size: Size(width: 10, height: 10), type: .float32, bands: [BandProfile()],
            georeference: Georeference(transform: transform))
        #expect(CellSize(of: profile, in: Size(width: 10, height: 5)) == CellSize(width: 5, height: 20))
    }
}
