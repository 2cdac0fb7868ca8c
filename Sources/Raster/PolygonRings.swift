/// An area on the plane as closed rings; what an odd number of rings surrounds is inside.
///
/// The rings of a valid polygon or multipolygon, shells and holes alike, in any order and direction. The last point of
/// a ring is joined to its first.
public struct PolygonRings: Hashable, Sendable {
    /// The rings.
    public var rings: [[Point]]

    /// An area from its rings.
    public init(_ rings: [[Point]]) { self.rings = rings }

    /// The smallest rectangle around the area; `nil` where there are no points.
    public var bounds: Bounds? { Bounds(around: rings.joined()) }

    /// The area with every point moved by `transform`.
    public func map(_ transform: (Point) -> Point) -> PolygonRings {
        PolygonRings(rings.map { $0.map(transform) })
    }
}
