import CanopyTesting
import Raster
import Testing

struct GeoTransformTests {
    private let northUp = GeoTransform(originX: 716_854.2, pixelWidth: 0.1, originY: 4_339_170.8, pixelHeight: -0.1)

    @Test func `the first pixel's outer corner is the origin`() {
        #expect(northUp.apply(Point(x: 0, y: 0)) == Point(x: 716_854.2, y: 4_339_170.8))
        let place = northUp.apply(Point(x: 10, y: 20))
        #expect(abs(place.x - 716_855.2) < 1e-9 && abs(place.y - 4_339_168.8) < 1e-9)
    }

    @Test func `coordinates lead back to their pixel, rotated rasters included`() throws {
        var numbers = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let transform = GeoTransform(
                originX: .random(in: -1e6...1e6, using: &numbers),
                pixelWidth: .random(in: 0.05...2, using: &numbers),
                rowRotation: [0, .random(in: -0.04...0.04, using: &numbers)].randomElement(using: &numbers) ?? 0,
                originY: .random(in: -1e7...1e7, using: &numbers),
                columnRotation: [0, .random(in: -0.04...0.04, using: &numbers)].randomElement(using: &numbers) ?? 0,
                pixelHeight: .random(in: -2 ... -0.05, using: &numbers))
            let back = try #require(transform.inverse)
            let pixel = Point(x: .random(in: 0...1e4, using: &numbers), y: .random(in: 0...1e4, using: &numbers))
            let found = back.apply(transform.apply(pixel))
            #expect(abs(found.x - pixel.x) < 1e-5 && abs(found.y - pixel.y) < 1e-5, "\(transform)")
        }
    }

    @Test func `a raster turned by a right angle has an inverse`() throws {
        let turned = GeoTransform(
            originX: 5, pixelWidth: 0, rowRotation: 2, originY: 7, columnRotation: 3, pixelHeight: 0)
        let back = try #require(turned.inverse)
        #expect(turned.apply(Point(x: 1, y: 1)) == Point(x: 7, y: 10))
        #expect(back.apply(Point(x: 7, y: 10)) == Point(x: 1, y: 1))
    }

    @Test func `a transform onto a line has no inverse`() {
        #expect(GeoTransform(originX: 0, pixelWidth: 0, originY: 0, pixelHeight: 1).inverse == nil)
        #expect(
            GeoTransform(originX: 0, pixelWidth: 1, rowRotation: 2, originY: 0, columnRotation: 2, pixelHeight: 4)
                .inverse == nil)
        #expect(GeoTransform(originX: .nan, pixelWidth: 1, originY: 0, pixelHeight: 1).inverse == nil)
    }

    @Test func `a window's transform begins at its first pixel`() {
        let rotated = GeoTransform(
            originX: 100, pixelWidth: 0.5, rowRotation: 0.25, originY: 200, columnRotation: 0.125, pixelHeight: -0.5)
        let window = rotated.shifted(toColumn: 8, row: 16)
        #expect(window.apply(Point(x: 0, y: 0)) == rotated.apply(Point(x: 8, y: 16)))
        #expect(window.apply(Point(x: 3, y: 5)) == rotated.apply(Point(x: 11, y: 21)))
    }

    @Test func `bounds around no points are none`() {
        #expect(Bounds(around: [Point]()) == nil)
        #expect(PolygonRings([]).bounds == nil)
        #expect(
            Bounds(around: [Point(x: 2, y: -1), Point(x: -3, y: 5)]) == Bounds(minX: -3, minY: -1, maxX: 2, maxY: 5))
    }
}
