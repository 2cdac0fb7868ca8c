import CanopyTesting
import Raster
import Testing

@Suite("A height between pixels")
struct BilinearTests {
    private func chunk(width: Int = 8, height: Int = 8, _ value: (Double, Double) -> Double) -> HeightChunk {
        let window = Window(x: 0, y: 0, width: width, height: height)
        let heights = (0..<(width * height)).map { value(Double($0 % width) + 0.5, Double($0 / width) + 0.5) }
        return HeightChunk(window: window, heights: heights)
    }

    @Test("at a pixel's center is that pixel's")
    func center() {
        let model = chunk { x, y in x * 10 + y }
        #expect(BilinearKernel(ratioX: 1, ratioY: 1).height(at: Point(x: 3.5, y: 2.5), in: model) == 37.5)
    }

    @Test("on a slope is the slope's", arguments: [1.0, 0.3, 2, 4], 0..<5)
    func slope(ratio: Double, seed: Int) {
        var generator = SeededGenerator(seed: seed)
        let model = chunk(width: 30, height: 30) { x, y in 3 * x - 2 * y + 1 }
        let kernel = BilinearKernel(ratioX: ratio, ratioY: ratio)
        // At places where the kernel lies evenly: anywhere between four pixels, at centers where it is widened.
        let place =
            ratio <= 1
            ? Point(x: .random(in: 10...20, using: &generator), y: .random(in: 10...20, using: &generator))
            : Point(x: Double.random(in: 10...20, using: &generator).rounded(), y: 15)
        #expect(abs(kernel.height(at: place, in: model) - (3 * place.x - 2 * place.y + 1)) < 1e-9)
    }

    @Test("comes from every pixel of a finer model")
    func widened() {
        // Between pixels 3 and 4 of a row, at a ratio of 2: weights 1/4, 3/4, 3/4, 1/4.
        let model = chunk { x, _ in x < 4 ? 0 : 8 }
        let kernel = BilinearKernel(ratioX: 2, ratioY: 1)
        #expect(kernel.radius.x == 2)
        #expect(kernel.height(at: Point(x: 4, y: 2.5), in: model) == 4)
        #expect(kernel.height(at: Point(x: 3, y: 2.5), in: model) == 1)
    }

    @Test("ignores pixels without one, and there is none where its own pixel has none")
    func missing() {
        let model = chunk { x, _ in x < 4 ? 6 : .nan }
        let kernel = BilinearKernel(ratioX: 1, ratioY: 1)
        #expect(kernel.height(at: Point(x: 3.9, y: 4), in: model) == 6)
        #expect(kernel.height(at: Point(x: 4.1, y: 4), in: model).isNaN)
        #expect(kernel.height(at: Point(x: -0.1, y: 4), in: model).isNaN)
        #expect(kernel.height(at: Point(x: .nan, y: 4), in: model).isNaN)
        #expect(kernel.height(at: Point(x: 1e300, y: 4), in: model).isNaN)
    }

    @Test("of a grid is the same, row by row, as of each place by itself", arguments: [0.3, 0.5, 1])
    func ofGrid(step: Double) {
        // Holes of one pixel, of many, and none at the rim.
        let holes: Set<Double> = [0.5, 3.5]
        let model = chunk { x, y in
            let isHole = (holes.contains(x) && holes.contains(y)) || (x > 5 && y > 5)
            return isHole ? .nan : x * y / 3
        }
        let kernel = BilinearKernel(ratioX: step, ratioY: step)
        let places = (-3...40).map { Double($0) * step + 0.2 }
        let heights = kernel.heights(atColumns: places, rows: places, in: model)
        for (row, y) in places.enumerated() {
            for (column, x) in places.enumerated() {
                let (one, other) = (
                    heights[row * places.count + column], kernel.height(at: Point(x: x, y: y), in: model)
                )
                #expect(one == other || (one.isNaN && other.isNaN), "at \(x), \(y)")
            }
        }
    }
}
