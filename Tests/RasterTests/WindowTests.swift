import CanopyTesting
import Raster
import Testing

struct WindowTests {
    private func covering(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) -> Window? {
        Window(covering: Bounds(minX: minX, minY: minY, maxX: maxX, maxY: maxY))
    }

    @Test func `a window covers every pixel that its bounds touch`() {
        #expect(covering(2.5, 3.1, 7.2, 4.9) == Window(x: 2, y: 3, width: 6, height: 2))
        #expect(covering(-1.5, -0.5, 1.5, 0.5) == Window(x: -2, y: -1, width: 4, height: 2))
    }

    @Test(arguments: [-9e-7, 0, 9e-7])
    func `a rounding error off the pixels' edges adds no row or column`(error: Double) {
        #expect(covering(2 + error, 3 - error, 7 - error, 5 + error) == Window(x: 2, y: 3, width: 5, height: 2))
    }

    @Test func `a sliver wider than the tolerance is covered`() {
        #expect(covering(2 - 1e-5, 3, 7, 5 + 1e-5) == Window(x: 1, y: 3, width: 6, height: 3))
    }

    @Test func `bounds without an extent get one pixel`() {
        #expect(covering(2.5, 3.5, 2.5, 3.5) == Window(x: 2, y: 3, width: 1, height: 1))
        #expect(covering(2, 3, 2, 3) == Window(x: 2, y: 3, width: 1, height: 1))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
    func `bounds that no raster has give no window`(number: Double) {
        #expect(covering(0, 0, number, 1) == nil)
        #expect(covering(0, number, 1, 1) == nil)
    }

    @Test func `windows that only touch share nothing`() {
        let window = Window(x: 2, y: 2, width: 4, height: 4)
        #expect(window.intersection(Window(x: 6, y: 2, width: 4, height: 4)) == nil)
        #expect(window.intersection(Window(x: 2, y: -2, width: 4, height: 4)) == nil)
        #expect(window.intersection(Window(x: 5, y: 0, width: 9, height: 3)) == Window(x: 5, y: 2, width: 1, height: 1))
        #expect(window.intersection(window) == window)
    }

    @Test func `strips of a window count rows from its own first`() {
        let window = Window(x: 10, y: 20, width: 5, height: 8)
        #expect(window.strip(3..<5) == Window(x: 10, y: 23, width: 5, height: 2))
        #expect(window.columns == 10..<15)
        #expect(window.rows == 20..<28)
    }

    @Test func `windows tile a raster without gap or overlap`() {
        var numbers = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let size = Size(width: .random(in: 1...40, using: &numbers), height: .random(in: 1...40, using: &numbers))
            let tile = Int.random(in: 1...16, using: &numbers)
            var pixels = 0
            for y in stride(from: 0, to: size.height, by: tile) {
                for x in stride(from: 0, to: size.width, by: tile) {
                    pixels += Window(x: x, y: y, width: tile, height: tile).intersection(Window(size))?.size.area ?? 0
                }
            }
            #expect(pixels == size.area)
        }
    }
}
