/// A point, in pixels or in the units of a coordinate reference system.
public struct Point: Hashable, Sendable, Codable {
    /// Easting, longitude or column.
    public var x: Double
    /// Northing, latitude or row.
    public var y: Double

    /// The point (`x`, `y`).
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// An axis-parallel rectangle, in pixels or in the units of a coordinate reference system.
public struct Bounds: Hashable, Sendable, Codable {
    /// Least x.
    public var minX: Double
    /// Least y.
    public var minY: Double
    /// Greatest x.
    public var maxX: Double
    /// Greatest y.
    public var maxY: Double

    /// The rectangle between two corners.
    public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
    }

    /// The smallest rectangle around `points`; `nil` where there are none.
    public init?(around points: some Sequence<Point>) {
        var bounds: Bounds?
        for point in points {
            if var known = bounds {
                known.minX = min(known.minX, point.x)
                known.minY = min(known.minY, point.y)
                known.maxX = max(known.maxX, point.x)
                known.maxY = max(known.maxY, point.y)
                bounds = known
            } else {
                bounds = Bounds(minX: point.x, minY: point.y, maxX: point.x, maxY: point.y)
            }
        }
        guard let bounds else { return nil }
        self = bounds
    }

    /// Whether all four numbers are finite.
    public var isFinite: Bool { minX.isFinite && minY.isFinite && maxX.isFinite && maxY.isFinite }

    /// The greatest absolute value among the four numbers.
    public var largestMagnitude: Double { max(abs(minX), abs(minY), abs(maxX), abs(maxY)) }
}
