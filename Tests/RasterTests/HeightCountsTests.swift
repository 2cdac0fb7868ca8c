import CanopyTesting
import Raster
import Testing

@Suite("Heights that are counted")
struct HeightCountsTests {
    /// Heights in one row of pixels of one type.
    private func chunk(_ heights: [Double], type: PixelType = .float32) -> RasterChunk {
        let chunk = RasterChunk(
            window: Window(x: 0, y: 0, width: heights.count, height: 1), type: type, bands: 1, hasMask: false)
        switch type {
        case .float32:
            for (place, height) in heights.enumerated() { chunk.pixels.samples(as: Float.self)[place] = Float(height) }
        case .int16:
            for (place, height) in heights.enumerated() { chunk.pixels.samples(as: Int16.self)[place] = Int16(height) }
        default:
            for (place, height) in heights.enumerated() { chunk.pixels.samples(as: Double.self)[place] = height }
        }
        return chunk
    }

    private func counted(
        _ heights: [Double], type: PixelType = .float32, metersPerUnit: Double = 1, validity: Validity = .all
    ) -> HeightCounts {
        var counts = HeightCounts(metersPerUnit: metersPerUnit)
        counts.add(chunk(heights, type: type), validity: validity)
        return counts
    }

    /// What numpy makes of percentiles, of sorted heights.
    private func percentile(_ percent: Double, of sorted: [Double]) -> Double {
        let place = percent / 100 * Double(sorted.count - 1)
        let lower = Int(place)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
    }

    @Test(arguments: 1...12)
    func `have the percentiles that sorting them gives, to half a centimeter`(seed: Int) {
        var random = SeededGenerator(seed: seed)
        let range = [-0.2...30, -99...399, 0...0.004, -60...0][seed % 4]
        let heights = (0..<Int.random(in: 1...3000, using: &random)).map { _ in
            Double(Float.random(in: Float(range.lowerBound)...Float(range.upperBound), using: &random))
        }
        let percents = [0.0, 1, 5, 25, 50, 75, 95, 98, 99, 100]
        for (percent, found) in zip(percents, counted(heights).percentiles(percents)) {
            let expected = percentile(percent, of: heights.sorted())
            #expect(abs((found ?? .nan) - expected) < 0.0056, "\(percent) %: \(expected)")
        }
    }

    @Test(arguments: [PixelType.float32, .float64])
    func `tell exactly how many lie above and below a height`(type: PixelType) {
        let edge = Double(Float(5).nextUp)
        let heights = [5, edge, Double(Float(5).nextDown), 4.9999, 5.0001, -0.5, -0.5001, -0.4999, 2, 2, 120, 121]
        let counts = counted(heights, type: type)
        for height in [-0.5, 0, 2, 4.99, 5, 5.01, 120] {
            #expect(counts.count(above: height) == heights.count { $0 > height }, "\(height)")
            #expect(counts.count(below: height) == heights.count { $0 < height }, "\(height)")
        }
    }

    @Test func `tell how many lie above a height that is below all that occur`() {
        let counts = counted([-5, -4.99, 0, 59.99])
        for height in [-100, -50, -5.01] {
            #expect(counts.count(above: height) == 4 && counts.count(below: height) == 0)
        }
        #expect(counts.count(above: -5) == 3)
        for height in [60.0, 120, 400, 1e300, .infinity] {
            #expect(counts.count(above: height) == 0 && counts.count(below: height) == 4)
        }
    }

    @Test func `have a percentile that is a height whatever the next one is`() {
        #expect(counted([1, 2, 1e6]).percentiles([50, 51]) == [2, nil])
    }

    @Test func `are those that are valid`() {
        let counts = counted([1, .nan, -9999, 3], validity: .nodata(.real(-9999)))
        #expect(counts.count == 2)
        #expect(counts.mean(above: 0) == 2)
        #expect(counts.mean(above: 3) == nil)
        #expect(counted([]).percentiles([50]) == [nil])
    }

    @Test func `that no tree has are counted, but not told one by one`() {
        let counts = counted([-1e30, -100.5, -100, 0, 399.5, 400, .infinity, 1e20, -.infinity])
        #expect(counts.count == 9)
        #expect(counts.count(above: 120) == 4)
        #expect(counts.count(below: -0.5) == 4)
        #expect(counts.percentiles([0, 50, 100]) == [nil, 0, nil])
        #expect(counts.mean(above: 0) == nil)
        let histogram = counts.histogram(step: 0.5)
        #expect(histogram.from == -100 && histogram.counts.count == 1000)
        #expect(histogram.below == 3 && histogram.above == 3)
        #expect(histogram.counts.reduce(0, +) == 3)
    }

    @Test func `fall into intervals with their lower end and without their upper`() {
        let histogram = counted([-0.6, -0.5, -0.25, 0, 0.49, 0.5, 0.999, 1.75]).histogram(step: 0.5)
        #expect(histogram.from == -1)
        #expect(histogram.counts == [1, 2, 2, 2, 0, 1])
    }

    @Test func `are meters whatever the raster has`() {
        let feet = counted([10, 20, 30], type: .int16, metersPerUnit: 0.3048)
        #expect(feet.percentiles([0, 50, 100]) == [3.045, 6.095, 9.145])
        #expect(feet.count(above: 5) == 2)
    }

    @Test(arguments: 1...4)
    func `come out the same however they are divided`(seed: Int) {
        var random = SeededGenerator(seed: seed)
        let heights = (0..<999).map { _ in Double.random(in: -20...(seed % 2 == 0 ? 50 : 390), using: &random) }
        let whole = counted(heights)
        var merged = HeightCounts(metersPerUnit: 1)
        for start in stride(from: 0, to: heights.count, by: 37).shuffled(using: &random) {
            merged.merge(counted(Array(heights[start..<min(start + 37, heights.count)])))
        }
        #expect(merged.percentiles([1, 50, 99]) == whole.percentiles([1, 50, 99]))
        #expect(merged.mean(above: 2) == whole.mean(above: 2))
        #expect(merged.histogram(step: 0.5) == whole.histogram(step: 0.5))
    }
}

@Suite("The pixels of an area")
struct PixelCountTests {
    private func square(_ x: Double, _ y: Double, _ side: Double) -> [Point] {
        [Point(x: x, y: y), Point(x: x + side, y: y), Point(x: x + side, y: y + side), Point(x: x, y: y + side)]
    }

    @Test func `are those with their centers in it, also beyond any raster`() {
        #expect(PolygonRings([square(-3, -2, 10)]).pixelCount == 100)
        #expect(PolygonRings([square(0, 0, 10), square(2, 2, 3)]).pixelCount == 91)
        #expect(PolygonRings([square(0, 0, 1000), square(2000, 3, 10)]).pixelCount == 1_000_100)
        #expect(PolygonRings([]).pixelCount == 0)
    }

    @Test func `are counted in a moment however often the outline goes up and down`() {
        let saw = (0...200_000).map { number -> Point in
            let ragged = Double(number * 37 % 113) / 1000
            return Point(x: Double(number) / 10 + ragged, y: number % 2 == 0 ? 0 : 60_000)
        }
        let corners = [Point(x: 20_000, y: 60_001), Point(x: 0, y: 60_001)]
        let count = PolygonRings([saw + corners]).pixelCount
        #expect(count > 0 && count < 1.1 * 20_000 * 60_000)
    }

    @Test func `are about so many where there are very many`() {
        let side = 3_000_000.0
        #expect(abs(PolygonRings([square(5, 7, side)]).pixelCount / (side * side) - 1) < 1e-3)
        #expect(PolygonRings([square(0, 0, 1e14)]).pixelCount > 9e27)
        #expect(PolygonRings([square(0, 0, .infinity)]).pixelCount == 0)
    }
}
