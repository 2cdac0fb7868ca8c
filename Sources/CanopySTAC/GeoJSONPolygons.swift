public import Raster

/// An area on Earth as GeoJSON has it: a Polygon, or a MultiPolygon where it has several parts.
///
/// See: [RFC 7946](https://datatracker.ietf.org/doc/html/rfc7946#section-3.1).
public struct GeoJSONPolygons: Hashable, Sendable {
    /// Polygons in degrees of WGS 84, longitude first, each an exterior ring with its holes behind it. Rings are closed;
    /// exterior ones turn counterclockwise, holes clockwise; none crosses the antimeridian.
    public let polygons: [[[Point]]]

    /// The area of polygons that keep the rules; `nil` where there are none, or what is given is no area on Earth.
    public init?(_ polygons: [[[Point]]]) {
        let isSound = polygons.allSatisfy { rings in
            !rings.isEmpty
                && rings.allSatisfy { ring in
                    ring.count >= 4 && ring.first == ring.last
                        && ring.allSatisfy { (-180...180).contains($0.x) && (-90...90).contains($0.y) }
                }
        }
        guard isSound, !polygons.isEmpty else { return nil }
        self.polygons = polygons
    }

    /// The least box around it: west, south, east, north. Where it lies on both sides of the antimeridian, and is less far
    /// apart there than on the other side of the Earth, west is greater than east.
    ///
    /// See: [RFC 7946, 5.2](https://datatracker.ietf.org/doc/html/rfc7946#section-5.2).
    public var boundingBox: [Double] {
        let boxes = polygons.compactMap { Bounds(around: $0.joined()) }
        return Self.box(around: boxes.map { [$0.minX, $0.minY, $0.maxX, $0.maxY] }) ?? []
    }

    /// The least box around boxes, each of them as ``boundingBox``; `nil` where there are none.
    static func box(around boxes: [[Double]]) -> [Double]? {
        guard let south = boxes.map({ $0[1] }).min(), let north = boxes.map({ $0[3] }).max() else { return nil }
        // Those across the antimeridian are one part on either side of it.
        let parts = boxes.flatMap { box in
            box[0] <= box[2] ? [(west: box[0], east: box[2])] : [(box[0], 180), (-180, box[2])]
        }.sorted { $0.west < $1.west }
        guard let first = parts.first else { return nil }
        // The widest gap between parts is what the box leaves out.
        var (west, east) = (first.west, parts.map(\.east).max() ?? first.east)
        var widest = west + 360 - east
        var end = first.east
        for part in parts.dropFirst() {
            if part.west - end > widest {
                widest = part.west - end
                (west, east) = (part.west, end)
            }
            end = max(end, part.east)
        }
        return [west, south, east, north]
    }
}

extension GeoJSONPolygons: Codable {
    private enum Kind: String, Codable {
        case polygon = "Polygon"
        case multiPolygon = "MultiPolygon"
    }

    private enum CodingKeys: CodingKey { case type, coordinates }

    /// A geometry of one of the two types, in two dimensions or with more, which are left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let polygons: [[[[Double]]]] =
            switch try container.decode(Kind.self, forKey: .type) {
            case .polygon: [try container.decode([[[Double]]].self, forKey: .coordinates)]
            case .multiPolygon: try container.decode([[[[Double]]]].self, forKey: .coordinates)
            }
        let problem = DecodingError.dataCorruptedError(
            forKey: .coordinates, in: container, debugDescription: "it is no area on Earth")
        let points = try polygons.map { rings in
            try rings.map { ring in
                try ring.map { position in
                    guard position.count >= 2 else { throw problem }
                    return Point(x: position[0], y: position[1])
                }
            }
        }
        guard let area = Self(points) else { throw problem }
        self = area
    }

    /// A Polygon, or a MultiPolygon.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let coordinates = polygons.map { $0.map { $0.map { [$0.x, $0.y] } } }
        if coordinates.count == 1, let rings = coordinates.first {
            try container.encode(Kind.polygon, forKey: .type)
            try container.encode(rings, forKey: .coordinates)
        } else {
            try container.encode(Kind.multiPolygon, forKey: .type)
            try container.encode(coordinates, forKey: .coordinates)
        }
    }
}
