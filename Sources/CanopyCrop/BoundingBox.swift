public import Foundation
internal import Raster

/// A rectangle that is a boundary by itself.
public struct BoundingBox: Hashable, Sendable, Codable {
    /// Degrees of WGS 84, longitude first, as GeoJSON has it.
    public static let degrees = "EPSG:4326"

    /// Its sides: the least and the greatest longitude or easting, latitude or northing.
    public let xMin, yMin, xMax, yMax: Double
    /// The coordinate reference system of its sides, as a user names it.
    public let crs: String

    /// - Returns: `nil` unless the sides are numbers and those named least are less than the others.
    public init?(xMin: Double, yMin: Double, xMax: Double, yMax: Double, crs: String = degrees) {
        guard [xMin, yMin, xMax, yMax].allSatisfy(\.isFinite), xMin < xMax, yMin < yMax else { return nil }
        (self.xMin, self.yMin, self.xMax, self.yMax) = (xMin, yMin, xMax, yMax)
        self.crs = crs
    }

    /// Whether the sides can be what the system says: degrees go no further than around the Earth.
    public var isOnEarth: Bool { crs != Self.degrees || (xMin >= -360 && xMax <= 360 && yMin >= -90 && yMax <= 90) }

    /// The corners, counterclockwise, the first once more at the end.
    var ring: [Point] {
        [(xMin, yMin), (xMax, yMin), (xMax, yMax), (xMin, yMax), (xMin, yMin)].map { Point(x: $0.0, y: $0.1) }
    }
}

extension BoundingBox: CustomStringConvertible {
    /// `-120.1,39.2,-120,39.3`, and the system unless it is degrees.
    public var description: String {
        let sides = [xMin, yMin, xMax, yMax].map { side in
            side == side.rounded() && abs(side) < 1e15 ? "\(Int(side))" : "\(side)"
        }
        return sides.joined(separator: ",") + (crs == Self.degrees ? "" : " of \(crs)")
    }
}

extension BoundingBox {
    /// The box as a GeoJSON file, for those who take files only.
    ///
    /// Systems other than degrees stand there as the [format of 2008](https://geojson.org/geojson-spec.html#named-crs) had them.
    public var geoJSON: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Document(
                    crs: crs == Self.degrees ? nil : Document.CRS(properties: Document.CRS.Name(name: crs)),
                    features: [
                        Document.Feature(
                            geometry: Document.Geometry(coordinates: [ring.map { [$0.x, $0.y] }]), properties: [:])
                    ]))
        }
    }

    private struct Document: Encodable {
        struct CRS: Encodable {
            struct Name: Encodable { let name: String }
            var type = "name"
            let properties: Name
        }
        struct Geometry: Encodable {
            var type = "Polygon"
            let coordinates: [[[Double]]]
        }
        struct Feature: Encodable {
            var type = "Feature"
            let geometry: Geometry
            let properties: [String: String]
        }
        var type = "FeatureCollection"
        let crs: CRS?
        let features: [Feature]
    }
}
