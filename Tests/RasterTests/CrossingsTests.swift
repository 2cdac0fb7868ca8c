import Raster
import Testing

@Suite("Sides that cross")
struct CrossingsTests {
    /// A star of so many points on a circle, each joined with the one nearly opposite: every side crosses nearly all.
    private func star(_ points: Int) -> PolygonRings {
        // Corners of a regular polygon without angles: on a parabola no three are in line.
        let corners = (0..<points).map { Point(x: Double($0), y: Double($0 * $0)) }
        return PolygonRings([(0..<points).map { corners[$0 * (points / 2) % points] }])
    }

    private func crosses(_ rings: PolygonRings, moreThan limit: Int, comparisons: Int = .max) -> Bool {
        rings.crossesItself(moreThan: limit, comparisons: comparisons) { true }
    }

    @Test func `are counted, those that only meet are not`() {
        let square = PolygonRings([[Point(x: 0, y: 0), Point(x: 2, y: 0), Point(x: 2, y: 2), Point(x: 0, y: 2)]])
        #expect(!crosses(square, moreThan: 0))
        let bowTie = PolygonRings([[Point(x: 0, y: 0), Point(x: 2, y: 2), Point(x: 2, y: 0), Point(x: 0, y: 2)]])
        #expect(crosses(bowTie, moreThan: 0))
        #expect(!crosses(bowTie, moreThan: 1))
    }

    @Test func `of a star are many`() {
        // A star {n/k} has n (k - 1) crossings.
        let star = star(21)
        #expect(crosses(star, moreThan: 21 * 9 - 1))
        #expect(!crosses(star, moreThan: 21 * 9))
    }

    @Test func `are taken for too many where that cannot be told soon`() {
        #expect(crosses(star(101), moreThan: 1_000_000, comparisons: 100))
    }

    @Test func `are not looked for any more when nobody wants to know`() {
        #expect(!star(101).crossesItself(moreThan: 0, comparisons: .max) { false })
    }
}
