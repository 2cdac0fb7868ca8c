internal import Files
internal import GDAL
internal import GEOS
internal import Raster

/// What becomes of several features.
public enum FeatureCombination: String, CaseIterable, Hashable, Sendable, Codable {
    /// The area that any of them covers.
    case union
    /// The area that all of them cover, as of missions flown twice.
    case intersection
}

/// Which features make up a boundary.
public struct BoundaryOptions: Hashable, Sendable, Codable {
    /// The layer; the file's first if `nil`.
    public var layer: String?
    /// An attribute filter in OGR SQL.
    public var filter: String?
    /// What becomes of several features.
    public var combination = FeatureCombination.union
    /// The coordinate reference system of a raster or a boundary that names none.
    public var assumedCRS: String?

    /// The defaults.
    public init() {}
}

/// A mission's area, as its file has it.
struct Boundary: Sendable {
    /// The file.
    let path: String
    /// The area, in the units of ``crs``.
    let area: PolygonRings
    /// The coordinate reference system as WKT 2; `nil` where the file names none.
    let crs: String?

    /// Reads the polygons of a file and makes one area of them.
    init(_ path: String, options: BoundaryOptions, warnings: Warnings) throws(CropError) {
        guard Path.exists(path) else { throw .missingBoundary(path) }
        let file = try gdal(try VectorFile(path, warnings: warnings))
        guard !file.layers.isEmpty else { throw .boundary(path: path, "has no layers") }
        // Layers of camera positions and the like often lie beside the outline.
        let layers = options.layer.map { [$0] } ?? file.layers.filter { file.mayHavePolygons($0) }
        for layer in layers {
            let features = try gdal(try file.geometries(ofLayer: layer, where: options.filter))
            guard let area = try Self.area(of: features.geometries, path, options.combination, warnings) else {
                continue
            }
            guard area.area > 0 else {
                throw .boundary(path: path, "is empty: its features share no area; try --features union")
            }
            if layers.count > 1 {
                let others = layers.filter { $0 != layer }.map { "'\($0)'" }.joined(separator: ", ")
                warnings.add("'\(path)' has several layers; '\(layer)' is used, not \(others) (choose with --layer)")
            }
            self.path = path
            self.area = area.polygons
            crs = features.crs.flatMap(Self.known)
            return
        }
        let place = layers.count == 1 ? " in layer '\(layers[0])'" : ""
        let filtered = options.filter == nil ? "" : " that the filter lets through"
        throw .boundary(path: path, "has no polygon\(place)\(filtered); draw the mission's outline there")
    }

    /// The area of a layer's features; `nil` where none has a polygon.
    private static func area(
        of features: [[UInt8]?], _ path: String, _ combination: FeatureCombination, _ warnings: Warnings
    ) throws(CropError) -> Geometry? {
        let context = Context()
        var area: Geometry?
        var left = 0
        for wkb in features {
            guard let wkb, let polygon = try polygon(wkb, path, context, warnings) else {
                left += 1
                continue
            }
            area = try combine(area.take(), polygon, combination)
        }
        guard let area else { return nil }
        if left > 0 { warnings.add("\(left) of \(features.count) features of '\(path)' are no polygons") }
        return area
    }

    /// The polygonal part of a feature, repaired where it breaks the rules; `nil` where there is none.
    private static func polygon(
        _ wkb: [UInt8], _ path: String, _ context: Context, _ warnings: Warnings
    ) throws(CropError) -> Geometry? {
        var geometry = try geos(try Geometry(wkb: wkb, in: context))
        if let flaw = geometry.flaw {
            warnings.add("the boundary '\(path)' is not a valid polygon (\(flaw)); it has been repaired")
            geometry = try geos(try geometry.repaired())
        }
        let polygons = try geos(try geometry.polygonalPart())
        guard polygons.area > 0 else { return nil }
        return polygons
    }

    private static func combine(
        _ area: consuming Geometry?, _ next: consuming Geometry, _ combination: FeatureCombination
    ) throws(CropError) -> Geometry {
        guard let area else { return next }
        return switch combination {
        case .union: try geos(try area.union(next))
        // Areas that touch share lines and points as well.
        case .intersection: try geos(try area.intersection(next).polygonalPart())
        }
    }

    /// GeoPackage has a way to say that a system is undefined; that counts as none.
    private static func known(_ crs: String) -> String? {
        guard let reference = try? SpatialReference(wkt: crs) else { return crs }
        return reference.name.lowercased().contains("undefined") ? nil : crs
    }
}
