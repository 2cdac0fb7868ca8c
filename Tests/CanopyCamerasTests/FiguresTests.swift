import CanopyTesting
import Foundation
import Testing

@testable import CanopyCameras

@Suite struct FiguresTests {
    private func figures(_ heights: [Double]) -> CameraFigures {
        CameraFigures(count: heights.count + 2, aligned: heights.count + 1, heights: heights)
    }

    @Test func `fewer than five heights have no summary`() {
        for count in 0..<5 {
            let figures = figures(Array(repeating: 100, count: count))
            #expect(figures.aglMean == nil && figures.aglFidelity == nil && figures.aboveTerrain == count)
        }
    }

    @Test func `the mean and the deviation are of what is strictly between the tenth and the ninetieth percentile`() {
        // 10th percentile 100.4, 90th 103.6: the ends do not count.
        let figures = figures([104, 100, 102, 101, 103])
        #expect(figures.aglMean == 102 && figures.aglFidelity == 98)
    }

    @Test func `heights that scatter far have no fidelity left`() {
        #expect(figures([0, 10, 100, 200, 300, 1000]).aglFidelity == 0)
    }

    @Test func `heights that are all the same have nothing strictly between`() {
        #expect(figures(Array(repeating: 120, count: 50)).aglMean == nil)
    }

    @Test(.enabled("GDAL's tools are not installed") { await GDALTools.arePresent() })
    func `the summary is what numpy computes`() async throws {
        var generator = SeededGenerator(seed: 16)
        for count in [5, 6, 10, 11, 100, 997] {
            let heights = (0..<count).map { _ in Double.random(in: 80...130, using: &generator) }
            let script = """
                import json, sys, numpy
                h = numpy.array(json.loads(sys.argv[1]))
                low, high = numpy.percentile(h, [10, 90])
                h = h[(h > low) & (h < high)]
                print(json.dumps([round(float(h.mean()), 1), round(max(0, 100 - 2 * float(h.std(ddof=1))))]))
                """
            let text = String(decoding: try JSONEncoder().encode(heights), as: UTF8.self)
            let answer = try JSONDecoder().decode(
                [Double].self, from: Data(try await GDALTools.python(script, [text]).utf8))
            let figures = figures(heights)
            #expect(figures.aglMean == answer[0] && figures.aglFidelity.map(Double.init) == answer[1])
        }
    }
}
