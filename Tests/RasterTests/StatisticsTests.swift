import CanopyTesting
import Raster
import Testing

@Suite("Statistics")
struct StatisticsTests {
    @Test("are those of the values, far from zero too", arguments: [0.0, 1e6, -1e9])
    func values(offset: Double) {
        var generator = SeededGenerator(seed: 3)
        let values = (0..<999).map { _ in offset + Double.random(in: 0...1, using: &generator) }
        let statistics = gathered(values, width: 37)
        let mean = offset + values.reduce(0) { $0 + ($1 - offset) } / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(statistics.count == 999)
        #expect(statistics.minimum == values.min())
        #expect(statistics.maximum == values.max())
        #expect(abs(statistics.mean - mean) < 1e-6)
        #expect(abs(statistics.deviation - (squares / 999).squareRoot()) < 1e-6)
        #expect(statistics.validPercent == 100)
    }

    @Test("are the same to the bit however rows are grouped", arguments: 1...8)
    func grouping(height: Int) {
        var generator = SeededGenerator(seed: height)
        let values = (0..<(24 * 17)).map { _ in Double.random(in: -1000...1000, using: &generator) }
        #expect(gathered(values, width: 17, rows: height) == gathered(values, width: 17, rows: 24))
    }

    @Test("leave out nodata, NaN, and pixels whose mask or alpha is zero")
    func validity() {
        let values: [Double] = [1, 5, -9999, .nan, 3, 7]
        let statistics = gathered(values, width: 3, validity: .nodata(.real(-9999)))
        #expect(statistics.count == 4)
        #expect(statistics.pixels == 6)
        #expect(statistics.mean == 4)
        #expect(statistics.minimum == 1)

        let masked = RasterChunk(window: Window(x: 0, y: 0, width: 3, height: 1), type: .uint8, bands: 1, hasMask: true)
        for (index, mask) in [255, 0, 1].enumerated() {
            masked.pixels.bytes[index] = UInt8(10 + index)
            masked.mask?.bytes[index] = UInt8(mask)
        }
        #expect(gathered(masked, validity: .mask)[0].mean == 11)

        let alpha = RasterChunk(window: Window(x: 0, y: 0, width: 2, height: 1), type: .uint8, bands: 2, hasMask: false)
        for (index, sample) in [50, 1, 90, 0].enumerated() { alpha.pixels.bytes[index] = UInt8(sample) }
        let both = gathered(alpha, validity: .alpha(band: 1))
        #expect(both[0].count == 1)
        #expect(both[0].maximum == 50)
        // The alpha band itself is valid everywhere.
        #expect(both[1].count == 2)
    }

    @Test("of 32-bit heights leave out what is none wherever in its row it stands", arguments: [16, 19])
    func heights(width: Int) {
        for place in 0..<(2 * width) {
            for hidden in [Float.nan, -9999] {
                let chunk = RasterChunk(
                    window: Window(x: 0, y: 0, width: width, height: 2), type: .float32, bands: 1, hasMask: false)
                let samples = chunk.pixels.samples(as: Float.self)
                for index in samples.indices { samples[index] = index == place ? hidden : Float(index) }
                let statistics = gathered(chunk, validity: .nodata(.real(-9999)))[0]
                #expect(statistics.count == 2 * width - 1)
                #expect(statistics.minimum == (place == 0 ? 1 : 0))
                let total = width * (2 * width - 1) - place
                #expect(abs(statistics.mean - Double(total) / Double(2 * width - 1)) < 1e-9)
            }
        }
    }

    @Test("leave out pixels whose alpha is below zero, or not a number")
    func transparency() {
        let floats = RasterChunk(
            window: Window(x: 0, y: 0, width: 3, height: 1), type: .float32, bands: 2, hasMask: false)
        _ = floats.pixels.samples(as: Float.self).update(fromContentsOf: [50, 1, 90, -1, 70, .nan])
        let integers = RasterChunk(
            window: Window(x: 0, y: 0, width: 3, height: 1), type: .int16, bands: 2, hasMask: false)
        _ = integers.pixels.samples(as: Int16.self).update(fromContentsOf: [50, 1, 90, -1, 70, 0])
        for chunk in [floats, integers] {
            let statistics = gathered(chunk, validity: .alpha(band: 1))
            #expect(statistics[0].count == 1)
            #expect(statistics[0].maximum == 50)
        }
    }

    @Test("of no valid pixel count pixels and nothing else")
    func nothing() {
        let statistics = gathered([.nan, .nan], width: 2)
        #expect(statistics.count == 0)
        #expect(statistics.validPercent == 0)
        #expect(statistics.deviation == 0)
    }

    private func gathered(
        _ values: [Double], width: Int, rows: Int? = nil, validity: Validity = .all
    ) -> Statistics {
        let height = values.count / width
        var statistics = [Statistics()]
        for start in stride(from: 0, to: height, by: rows ?? height) {
            let part = start..<min(start + (rows ?? height), height)
            let strip = RasterChunk(
                window: Window(columns: 0..<width, rows: part), type: .float64, bands: 1, hasMask: false)
            _ = strip.pixels.samples(as: Double.self)
                .update(fromContentsOf: values[(part.lowerBound * width)..<(part.upperBound * width)])
            strip.gather(into: &statistics, validity: validity)
        }
        return statistics[0]
    }

    private func gathered(_ strip: RasterChunk, validity: Validity) -> [Statistics] {
        var statistics = [Statistics](repeating: Statistics(), count: strip.pixels.bands)
        strip.gather(into: &statistics, validity: validity)
        return statistics
    }
}
