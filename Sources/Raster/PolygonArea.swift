extension PolygonRings {
    /// Rows that are looked at, and places where outlines pass through them; larger areas are made smaller for it.
    private static let mostRows = 65_536.0
    private static let mostCrossings = 4e6

    /// How many pixels have their centers in the area, which is given in pixels; of very large or ragged ones about so many.
    public var pixelCount: Double {
        guard let bounds, bounds.isFinite else { return 0 }
        let extent = max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
        let crossings = rings.reduce(0) { $0 + Self.height($1) }
        let scale = max(1, extent / Self.mostRows, crossings / Self.mostCrossings).rounded(.up)
        let area = scale == 1 ? self : map { Point(x: ($0.x - bounds.minX) / scale, y: ($0.y - bounds.minY) / scale) }
        guard let window = area.bounds.flatMap({ Window(covering: $0) }) else { return 0 }
        let rasterizer = PolygonRasterizer(of: area, rule: .center, columns: window.columns)
        var count = 0
        for row in stride(from: window.y, to: window.rows.upperBound, by: 512) {
            for spans in rasterizer.spans(ofRows: row..<min(row + 512, window.rows.upperBound)) {
                for span in spans { count += span.count }
            }
        }
        return Double(count) * scale * scale
    }

    /// The way that an outline goes up and down.
    private static func height(_ ring: [Point]) -> Double {
        guard var last = ring.last else { return 0 }
        return ring.reduce(0) { height, point in
            defer { last = point }
            return height + abs(point.y - last.y)
        }
    }
}
