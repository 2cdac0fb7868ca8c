/// Which pixels of a grid an area covers, row by row.
///
/// Coordinates are pixels: pixel (c, r) is the square from (c, r) to (c + 1, r + 1). Rows are asked for in runs and cost
/// what they hold, so no mask of the whole raster ever exists, and the answer does not depend on how rows are grouped.
///
/// See: [GDALdllImageFilledPolygon and GDALdllImageLineAllTouched](https://github.com/OSGeo/gdal/blob/release/3.6/alg/llrasterize.cpp), whose
/// pixels these are.
public struct PolygonRasterizer: Sendable {
    /// When a pixel counts as covered.
    public enum Rule: Hashable, Sendable {
        /// Its center lies in the area. Centers on the outline count as GDALRasterizeGeometries has them.
        case center
        /// Its center lies in the area, or the outline passes through it.
        case allTouched
    }

    /// One side of a ring, in the ring's direction.
    private struct Edge {
        let start: Point
        let end: Point
        var top: Double { min(start.y, end.y) }
        var bottom: Double { max(start.y, end.y) }
    }

    private let edges: [Edge]
    private let rule: Rule
    /// The columns of the grid.
    private let columns: Range<Int>

    /// The coverage of a grid by an area given in its pixels.
    ///
    /// - Parameters:
    ///   - area: Its rings, in pixels; they may cross each other, and what an odd number of them encloses is inside.
    ///   - rule: When a pixel counts.
    ///   - columns: The columns that matter; spans never leave them.
    ///   - isMirrored: Whether the grid is a mirror image of the ground, as one with rows from south to north is. It
    ///     decides which centers on the outline count, since GDAL has every ring run clockwise on the ground.
    public init(of area: PolygonRings, rule: Rule, columns: Range<Int>, isMirrored: Bool = false) {
        edges = area.rings.flatMap { Self.edges(of: $0, isClockwise: !isMirrored) }
        self.rule = rule
        self.columns = columns
    }

    /// The sides of a ring in the order that makes it run clockwise, or the other way, as one sees it on the grid.
    private static func edges(of ring: [Point], isClockwise: Bool) -> [Edge] {
        guard var last = ring.last else { return [] }
        let origin = last
        var edges: [Edge] = []
        var area = 0.0
        for point in ring {
            if point != last { edges.append(Edge(start: last, end: point)) }
            // Relative to one of its points: far from the origin small rings would drown in rounding errors.
            area += (last.x - origin.x) * (point.y - origin.y) - (point.x - origin.x) * (last.y - origin.y)
            last = point
        }
        return (area > 0) == isClockwise ? edges : edges.map { Edge(start: $0.end, end: $0.start) }
    }

    /// The covered columns of each of the given rows: ranges in order that neither overlap nor touch.
    public func spans(ofRows rows: Range<Int>) -> [[Range<Int>]] {
        var crossings = [[Double]](repeating: [], count: rows.count)
        var spans = [[Range<Int>]](repeating: [], count: rows.count)
        for edge in edges where edge.bottom >= Double(rows.lowerBound) && edge.top <= Double(rows.upperBound) {
            cross(edge, rows, &crossings, &spans)
            if rule == .allTouched { touch(edge, rows, &spans) }
        }
        for index in rows.indices {
            let row = index - rows.lowerBound
            crossings[row].sort()
            for pair in stride(from: 0, to: crossings[row].count - 1, by: 2) {
                append(from: column(crossings[row][pair]), to: column(crossings[row][pair + 1]), &spans[row])
            }
            spans[row] = Self.merged(spans[row])
        }
        return spans
    }

    /// Where an edge crosses the center lines of rows. An edge owns its upper end and not its lower one, so that a corner
    /// on a center line counts once.
    private func cross(_ edge: Edge, _ rows: Range<Int>, _ crossings: inout [[Double]], _ spans: inout [[Range<Int>]]) {
        if edge.start.y == edge.end.y {
            // A level side on a center line: its pixels count where the ring passes it leftward.
            let row = edge.start.y - 0.5
            guard edge.start.x > edge.end.x, row == row.rounded(), let number = Int(exactly: row), rows.contains(number)
            else { return }
            append(from: column(edge.end.x), to: column(edge.start.x), &spans[number - rows.lowerBound])
            return
        }
        let (upper, lower) = edge.start.y < edge.end.y ? (edge.start, edge.end) : (edge.end, edge.start)
        // The rows whose center c satisfies upper.y <= c < lower.y.
        let first = max(clamped((upper.y - 0.5).rounded(.up)), rows.lowerBound)
        let end = min(clamped((lower.y - 0.5).rounded(.up)), rows.upperBound)
        guard first < end else { return }
        for row in first..<end {
            let center = Double(row) + 0.5
            crossings[row - rows.lowerBound].append(
                (center - upper.y) * (lower.x - upper.x) / (lower.y - upper.y) + upper.x)
        }
    }

    /// The pixels that an edge passes through.
    ///
    /// As in GDAL, an edge along pixel edges may be a thousandth of a pixel off: a boundary drawn on the grid would
    /// otherwise take a row or column too many.
    private func touch(_ edge: Edge, _ rows: Range<Int>, _ spans: inout [[Range<Int>]]) {
        let (upper, lower) = edge.start.y < edge.end.y ? (edge.start, edge.end) : (edge.end, edge.start)
        let toleranceX = abs(lower.x - upper.x) < 0.01 ? 1e-3 : 0
        let toleranceY = lower.y - upper.y < 0.01 ? 1e-3 : 0
        let first = max(clamped((upper.y + toleranceY).rounded(.down)), rows.lowerBound)
        let end = min(clamped((lower.y - toleranceY).rounded(.up)), rows.upperBound)
        guard first < end else { return }
        let slope = lower.y > upper.y ? (lower.x - upper.x) / (lower.y - upper.y) : 0
        for row in first..<end {
            var a = upper.x
            var b = lower.x
            if lower.y > upper.y {
                a = upper.x + (max(Double(row), upper.y) - upper.y) * slope
                b = upper.x + (min(Double(row + 1), lower.y) - upper.y) * slope
            }
            append(
                from: clamped((min(a, b) + toleranceX).rounded(.down)),
                to: clamped((max(a, b) - toleranceX).rounded(.up)),
                &spans[row - rows.lowerBound])
        }
    }

    /// The first column whose center lies right of `x`, or on it.
    private func column(_ x: Double) -> Int { clamped((x + 0.5).rounded(.down)) }

    /// A whole number as `Int`, also where the outline runs far outside of any raster.
    private func clamped(_ value: Double) -> Int { Int(clamping: min(max(value, -1e15), 1e15)) }

    private func append(from start: Int, to end: Int, _ spans: inout [Range<Int>]) {
        let start = max(start, columns.lowerBound)
        let end = min(end, columns.upperBound)
        if start < end { spans.append(start..<end) }
    }

    /// The same columns as ranges in order, joined where they overlap or touch.
    private static func merged(_ spans: [Range<Int>]) -> [Range<Int>] {
        guard spans.count > 1 else { return spans }
        var merged: [Range<Int>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
