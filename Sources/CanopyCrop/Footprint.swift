public import Diagnostics
internal import GDAL
internal import GEOS
public import Raster
internal import RasterIO

/// Where a boundary lies on Earth, for maps of the whole of it.
public struct Footprint: Hashable, Sendable {
    /// Polygons in degrees of WGS 84, longitude first and within ±180: each an exterior ring with its holes behind it. Rings are
    /// closed; exterior ones turn counterclockwise, holes clockwise. What crosses the antimeridian is cut there.
    ///
    /// See: [RFC 7946](https://datatracker.ietf.org/doc/html/rfc7946#section-3.1.6).
    public var polygons: [[[Point]]]
    /// Whether the boundary has too many points for a map, so that this is its convex hull.
    public var isHull: Bool

    /// Points of an outline that a map is given. Outlines of missions have some hundred.
    static let mostPoints = 20_000
}

extension Boundary {
    /// Where the boundary lies on Earth.
    ///
    /// - Throws: ``CropError`` where the file names no coordinate reference system, or one that does not say where on Earth
    ///   all corners are.
    public func footprint(cancellation: Cancellation = Cancellation()) throws(CropError) -> Footprint {
        let parts = try geographicParts()
        let isAngular = try isGeographic
        let isHull = parts.joined().reduce(0) { $0 + $1.count } > Footprint.mostPoints
        // Sides in degrees mean what they say; those from meters are short, so that a long one crosses the antimeridian.
        var polygons = isAngular ? parts : parts.map(Self.unwrapped)
        if isHull { polygons = Self.hull(of: polygons) }
        var cut: [[[Point]]] = []
        for polygon in polygons {
            guard let west = polygon.first?.map(\.x).min(), let bounds = Bounds(around: polygon.joined()) else {
                continue
            }
            guard bounds.minY >= -90, bounds.maxY <= 90, bounds.largestMagnitude <= 720 else {
                throw .boundary(
                    path: path, "has corners that have no place on Earth in its coordinate reference system")
            }
            let turn = bounds.minX < -180 || bounds.maxX > 180 ? -360 * ((west + 180) / 360).rounded(.down) : 0
            let whole = polygon.map { $0.map { Point(x: $0.x + turn, y: $0.y) } }
            cut += bounds.maxX + turn <= 180 ? [whole] : try Self.cut(whole, path, cancellation)
        }
        polygons = cut.map { polygon in
            polygon.enumerated().map { Self.closed($0.element, isCounterclockwise: $0.offset == 0) }
        }.filter { $0.first.map { $0.count >= 4 } ?? false }
        guard !polygons.isEmpty else { throw .boundary(path: path, "has no place on Earth") }
        return Footprint(polygons: polygons, isHull: isHull)
    }

    private var isGeographic: Bool {
        get throws(CropError) {
            guard let crs else { return false }
            return try mapError(to: CropError.gdal, try SpatialReference(wkt: crs)).isGeographic
        }
    }

    /// A polygon whose longitudes go on beyond the antimeridian where it crosses it.
    private static func unwrapped(_ polygon: [[Point]]) -> [[Point]] {
        guard let start = polygon.first?.first?.x else { return polygon }
        return polygon.map { ring in
            var last = start
            return ring.map { point in
                last = point.x + 360 * ((last - point.x) / 360).rounded()
                return Point(x: last, y: point.y)
            }
        }
    }

    /// A polygon that begins west of the antimeridian and ends east of it, as parts on either side.
    private static func cut(
        _ polygon: [[Point]], _ path: String, _ cancellation: Cancellation
    ) throws(CropError) -> [[[Point]]] {
        func text(_ ring: [Point]) -> String {
            "(" + closed(ring, isCounterclockwise: nil).map { "\($0.x) \($0.y)" }.joined(separator: ",") + ")"
        }
        do throws(GEOSError) {
            let context = GEOSContext(cancellation: cancellation)
            let area = try Geometry(wkt: "POLYGON(" + polygon.map(text).joined(separator: ",") + ")", in: context)
            var parts: [[[Point]]] = []
            for turn in [0.0, 360] {
                let (west, east) = (turn - 180, turn + 180)
                let half = "POLYGON((\(west) -90,\(east) -90,\(east) 90,\(west) 90,\(west) -90))"
                let shared = try area.intersection(try Geometry(wkt: half, in: context)).parts
                parts += shared.map { $0.map { $0.map { Point(x: $0.x - turn, y: $0.y) } } }
            }
            return parts
        } catch {
            if error.kind == .cancelled { throw .raster(.cancelled) }
            throw .boundary(path: path, "cannot be cut at the antimeridian: \(error)")
        }
    }

    private static func closed(_ ring: [Point], isCounterclockwise: Bool?) -> [Point] {
        guard let first = ring.first else { return [] }
        var ring = ring.last == first ? ring : ring + [first]
        if let isCounterclockwise, (signedArea(ring) > 0) != isCounterclockwise { ring.reverse() }
        return ring
    }

    /// Twice the area of a closed ring, positive where it turns counterclockwise.
    private static func signedArea(_ ring: [Point]) -> Double {
        guard let first = ring.first else { return 0 }
        return zip(ring, ring.dropFirst()).reduce(0) { sum, side in
            sum + (side.0.x - first.x) * (side.1.y - first.y) - (side.1.x - first.x) * (side.0.y - first.y)
        }
    }

    /// The convex hull of all exterior rings, by Andrew's monotone chain.
    ///
    /// See: [Andrew 1979](https://doi.org/10.1016/0020-0190(79)90072-3).
    private static func hull(of polygons: [[[Point]]]) -> [[[Point]]] {
        let points = polygons.compactMap(\.first).joined().sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        func chain(_ points: some Sequence<Point>) -> [Point] {
            var chain: [Point] = []
            for point in points {
                while let b = chain.last, let a = chain.dropLast().last,
                    (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) <= 0
                {
                    chain.removeLast()
                }
                chain.append(point)
            }
            return chain
        }
        return [[chain(points).dropLast() + chain(points.reversed())]]
    }
}
