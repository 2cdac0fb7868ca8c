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
        // Layers of camera positions and the like often lie beside the outline.
        let layers = file.layers.filter { file.mayHavePolygons($0) }
        guard let layer = options.layer ?? layers.first ?? file.layers.first else {
            throw .boundary(path: path, "has no layers")
        }
        if options.layer == nil, layers.count > 1 {
            let others = layers.dropFirst().map { "'\($0)'" }.joined(separator: ", ")
            warnings.add("'\(path)' has several layers; '\(layer)' is used, not \(others) (choose with --layer)")
        }
        let features = try gdal(try file.geometries(ofLayer: layer, where: options.filter))

        let context = Context()
        var area: Geometry?
        var left = 0
        for wkb in features.geometries {
            guard let wkb, let polygon = try Self.polygon(wkb, path, context, warnings) else {
                left += 1
                continue
            }
            area = try Self.combine(area.take(), polygon, options.combination)
        }
        guard let area else {
            let filtered = options.filter == nil ? "" : " that the filter lets through"
            throw .boundary(
                path: path, "has no polygon in layer '\(layer)'\(filtered); draw the mission's outline there")
        }
        if left > 0 { warnings.add("\(left) of \(features.geometries.count) features of '\(path)' are no polygons") }
        guard area.area > 0 else {
            throw .boundary(path: path, "is empty: its features share no area; try --features union")
        }
        self.path = path
        self.area = area.polygons
        crs = features.crs.flatMap(Self.known)
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
