extension PolygonRings {
    /// Rows that are looked at; larger areas are made smaller for it.
    private static let rows = 65_536

    /// How many pixels have their centers in the area, which is given in pixels; of very large ones nearly so.
    public var pixelCount: Double {
        guard let bounds, bounds.isFinite else { return 0 }
        let extent = max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)
        let scale = max(1, (extent / Double(Self.rows)).rounded(.up))
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
}
