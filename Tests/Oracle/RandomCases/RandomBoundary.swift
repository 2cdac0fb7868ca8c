internal import CanopyTesting
internal import Foundation
internal import GDAL
internal import GDALOracle
internal import Raster

/// Any boundary that a user may draw, somewhere on a raster or beside it.
struct RandomBoundary {
    /// A polygon: its shell and its holes, as closed rings.
    typealias Polygon = [[Point]]

    /// The reference system.
    let crs: String
    /// Features, each of one polygon or several, in that system.
    private let features: [[Polygon]]
    /// The polygons in the raster's system.
    private let polygons: [Polygon]
    /// The polygons in the raster's pixels.
    private let pixels: [Polygon]
    /// Whether all rings run along edges and centers of pixels.
    let isSnapped: Bool
    /// How far, in pixels, the area may be off.
    ///
    /// Not at all where it is taken as it is. Uniting and repairing makes new corners, which are rounded; in another
    /// system sides may be off their curve by what the program promises.
    let allowance: Double

    /// A boundary for a raster, in the raster's system or in another, unless one is named.
    init(on raster: RandomRaster, crs named: String? = nil, using generator: inout SeededGenerator) throws {
        let place = raster.place
        let crs = named ?? (generator.chance(0.7) ? place.crs : place.crs == "EPSG:4326" ? "EPSG:32617" : "EPSG:4326")
        let outline = RandomOutline(on: raster.fixture.profile.size, using: &generator)
        let drawn = outline.features.map { $0.map { $0.map { $0.map(place.transform.apply) } } }
        isSnapped = outline.isSnapped
        self.crs = crs
        guard crs != place.crs, let inverse = place.transform.inverse else {
            features = drawn
            polygons = drawn.flatMap { $0 }
            pixels = outline.features.flatMap { $0 }
            allowance = outline.isTakenAsItIs ? 0 : Self.rounding
            return
        }
        let there = try drawn.map { try $0.map { try $0.map { try transform($0, from: place.crs, to: crs) } } }
        features = there
        polygons = try there.flatMap { $0 }.map { polygon in
            try polygon.map { try transform(Self.densified($0), from: crs, to: place.crs) }
        }
        pixels = polygons.map { $0.map { $0.map(inverse.apply) } }
        allowance = 0.05
    }

    /// How far corners move that are computed anew, in pixels.
    static let rounding = 1e-6

    /// Straight lines in the boundary's system, in so many steps that those are straight in any other.
    private static func densified(_ ring: [Point]) -> [Point] {
        let steps = 64
        var points = Array(ring.prefix(1))
        for (start, end) in zip(ring, ring.dropFirst()) {
            for step in 1...steps {
                let share = Double(step) / Double(steps)
                points.append(
                    Point(x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share))
            }
        }
        return points
    }

    /// Writes a file of the boundary, or of two in one system, and gives its path.
    func write(with other: RandomBoundary? = nil, driver: String = "FlatGeobuf", to path: String) throws -> String {
        let features = (features + (other?.features ?? [])).map { VectorFeature(wkt: Self.text(of: $0)) }
        try VectorFile.create(path, driver: driver, layers: [VectorLayer(name: "area", crs: crs, features: features)])
        return path
    }

    /// Writes a file of the polygons in the raster's system, a feature each, and gives its path.
    func writePolygons(on raster: RandomRaster, to path: String) throws -> String {
        let features = texts.map { VectorFeature(wkt: $0) }
        let layer = VectorLayer(name: "polygons", crs: raster.place.crs, features: features)
        try VectorFile.create(path, driver: "FlatGeobuf", layers: [layer])
        return path
    }

    /// The polygons as well-known text, in the raster's system.
    var texts: [String] { polygons.map { Self.text(of: [$0]) } }

    private static func text(of polygons: [Polygon]) -> String {
        let parts = polygons.map { rings in
            "("
                + rings.map { ring in "(" + ring.map { "\($0.x) \($0.y)" }.joined(separator: ", ") + ")" }
                .joined(separator: ", ") + ")"
        }
        return parts.count == 1 ? "POLYGON " + parts[0] : "MULTIPOLYGON (" + parts.joined(separator: ", ") + ")"
    }

    /// The least and greatest columns and rows of the area.
    var bounds: Bounds? { Bounds(around: pixels.joined().joined()) }

    /// Whether the outline is so near the pixel's center that the center may be on either side.
    func isUndecided(column: Int, row: Int, within allowance: Double) -> Bool {
        guard allowance > 0 else { return false }
        let center = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
        return pixels.joined().contains { ring in
            zip(ring, ring.dropFirst()).contains { Self.distance(of: center, from: $0, $1) <= allowance }
        }
    }

    private static func distance(of point: Point, from start: Point, _ end: Point) -> Double {
        let along = Point(x: end.x - start.x, y: end.y - start.y)
        let length = along.x * along.x + along.y * along.y
        let place = length > 0 ? ((point.x - start.x) * along.x + (point.y - start.y) * along.y) / length : 0
        let share = min(max(place, 0), 1)
        let x = start.x + share * along.x - point.x
        let y = start.y + share * along.y - point.y
        return (x * x + y * y).squareRoot()
    }
}
