internal import CanopySTAC
internal import Foundation
internal import Raster

/// The outline of a boundary on a map, and how large it is.
struct Footprint {
    /// Rings in degrees, polygon by polygon, each with its holes behind it. Longitudes may go on beyond 180.
    private let polygons: [[[Point]]]
    private let west, south, east, north: Double

    /// `nil` where there is nothing to draw.
    init?(_ area: GeoJSONPolygons?) {
        guard let area, let box = Optional(area.boundingBox), box.count == 4 else { return nil }
        // Of an area on both sides of the antimeridian the eastern part is drawn east of the western one.
        let crosses = box[0] > box[2]
        (west, south, east, north) = (box[0], box[1], crosses ? box[2] + 360 : box[2], box[3])
        guard east > west, north > south else { return nil }
        polygons = area.polygons.map { rings in
            rings.map { ring in
                ring.map { crosses && $0.x < box[0] ? Point(x: $0.x + 360, y: $0.y) : $0 }
            }
        }
    }

    /// Square meters on the ellipsoid WGS 84, by its cylindrical equal-area projection.
    ///
    /// See: Snyder, [Map projections](https://doi.org/10.3133/pp1395), equations 3-12 and 10-14 f.
    var area: Double {
        func isOuter(_ place: Int) -> Double { place == 0 ? 1 : -1 }
        return polygons.reduce(0) { sum, rings in
            sum
                + rings.enumerated().reduce(0) { sum, ring in
                    sum + isOuter(ring.offset) * abs(Self.area(of: ring.element))
                }
        }
    }

    private static func area(of ring: [Point]) -> Double {
        let points = ring.map {
            (x: semiMajorAxis * $0.x * .pi / 180, y: semiMajorAxis * authalic($0.y) / 2)
        }
        guard let origin = points.first, points.count > 2 else { return 0 }
        return zip(points, points.dropFirst() + [origin]).reduce(0) { sum, side in
            // From a point of its own the products are of the outline's size, not of the Earth's.
            sum + (side.0.x - origin.x) * (side.1.y - origin.y) - (side.1.x - origin.x) * (side.0.y - origin.y)
        } / 2
    }

    private static let semiMajorAxis = 6_378_137.0
    private static let flattening = 1 / 298.257_223_563
    private static let eccentricity = (flattening * (2 - flattening)).squareRoot()

    private static func authalic(_ latitude: Double) -> Double {
        let (sine, e) = (sin(latitude * .pi / 180), eccentricity)
        return (1 - e * e)
            * (sine / (1 - e * e * sine * sine) - log((1 - e * sine) / (1 + e * sine)) / (2 * e))
    }

    /// The outline on a map with north at the top, true to scale in its middle.
    var figure: HTML {
        let middle = (north + south) / 2
        let metersPerDegree = Self.semiMajorAxis * .pi / 180
        let narrowing = max(cos(middle * .pi / 180), 0.01)
        let across = (east - west) * narrowing * metersPerDegree
        let down = (north - south) * metersPerDegree
        // As many units across as a large picture has pixels, with a margin.
        let unit = 1000 / max(across, down)
        let margin = 20.0
        func point(_ position: Point) -> String {
            let x = margin + (position.x - west) * narrowing * metersPerDegree * unit
            let y = margin + (north - position.y) * metersPerDegree * unit
            return "\(Words.plain(x, decimals: 1)) \(Words.plain(y, decimals: 1))"
        }
        let path = polygons.joined().filter { $0.count > 2 }.map { ring in
            "M" + ring.map(point).joined(separator: "L") + "Z"
        }
        let width = across * unit + 2 * margin
        let height = down * unit + 2 * margin
        let words =
            "Outline of the boundary: \(Words.length(across)) from west to east, \(Words.length(down)) from south to north"
        return HTML(.figure, .class("outline")) {
            HTML(.figcaption) {
                HTML(.strong) { "Outline of the boundary" }
                HTML(.span) {
                    "Middle at \(Self.degrees(middle, "N", "S")), "
                        + Self.degrees((west + east) / 2, "E", "W")
                        + "; \(Words.length(across)) × \(Words.length(down))"
                }
            }
            HTML(
                .div, .class(height > 1.5 * width ? (height > 3 * width ? "picture tower" : "picture tall") : "picture")
            ) {
                HTML(
                    .svg, .set(.role, "img"), .set(.label, words),
                    .set(.viewBox, "0 0 \(Words.plain(width, decimals: 1)) \(Words.plain(height, decimals: 1))")
                ) {
                    HTML(.path, .class("footprint"), .set(.fillRule, "evenodd"), .set(.d, path.joined()))
                }
                HTML(.div, .class("beside")) {
                    HTML(.div, .class("legend")) { ScaleBar.figure(metersAcross: width / unit) }
                    NorthArrow.figure(degrees: 0)
                }
            }
        }
    }

    /// The box around it.
    var sides: [(name: String, degrees: String)] {
        [
            ("North", Self.degrees(north, "N", "S")), ("South", Self.degrees(south, "N", "S")),
            ("West", Self.degrees(west, "E", "W")), ("East", Self.degrees(east > 180 ? east - 360 : east, "E", "W")),
        ]
    }

    private static func degrees(_ value: Double, _ positive: String, _ negative: String) -> String {
        "\(Words.plain(abs(value), decimals: 5))° \(value < 0 ? negative : positive)"
    }
}
