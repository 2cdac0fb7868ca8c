public import Diagnostics
internal import Files
internal import GDAL
internal import GEOS
public import Raster

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
    /// By how many meters the area grows on all sides, or shrinks where that is less than 0.
    public var buffer: Double?

    /// The defaults.
    public init() {}
}

/// A mission's area, as its file has it: of the features, repaired where they break the rules, one is made.
public struct Boundary: Sendable {
    /// The file, or what a box is called.
    let path: String
    /// The layer of the file that the features are of; `nil` where it is no file.
    let layer: String?
    /// The attribute filter that they were chosen by.
    let filter: String?
    /// The area's polygons, in the units of ``crs``, each an exterior ring with its holes behind it.
    var parts: [[[Point]]]
    /// The coordinate reference system as WKT 2; `nil` where the file names none.
    var crs: String?

    /// Reads the polygons of a file and makes one area of them.
    ///
    /// - Parameter warnings: Where warnings gather: of what was repaired, and of what is no polygon.
    public init(
        _ path: String, options: BoundaryOptions = BoundaryOptions(), cancellation: Cancellation = Cancellation(),
        warnings: Warnings
    ) throws(CropError) {
        guard Path.exists(path) else { throw .missingBoundary(path) }
        let file = try BoundaryFile.open(path, cancellation: cancellation, warnings: warnings)
        guard !file.layers.isEmpty else { throw .boundary(path: path, "has no layers") }
        // Layers of camera positions and the like often lie beside the outline.
        var layers = options.layer.map { [$0] } ?? []
        if options.layer == nil {
            for layer in file.layers where try mapError(to: CropError.gdal, try file.mayHavePolygons(layer)) {
                layers.append(layer)
            }
        }
        for layer in layers {
            let features = try mapError(to: CropError.gdal, try file.geometries(ofLayer: layer, where: options.filter))
            let uniting = Uniting(path, options.combination, cancellation, warnings)
            guard let area = try uniting.area(of: features.geometries) else { continue }
            guard area.area > 0 else {
                throw .boundary(path: path, "is empty: its features share no area", [.unionOfFeatures])
            }
            if layers.count > 1 {
                let others = layers.filter { $0 != layer }.map { "'\($0)'" }.joined(separator: ", ")
                warnings.add("'\(path)' has several layers; '\(layer)' is used, not \(others)", [.layer])
            }
            self.path = path
            self.layer = layer
            filter = options.filter
            parts = area.parts
            crs = features.crs.flatMap(Self.known)
            return
        }
        let place = layers.count == 1 ? " in layer '\(layers[0])'" : ""
        let filtered = options.filter == nil ? "" : " that the filter lets through"
        throw .boundary(path: path, "has no polygon\(place)\(filtered); draw the mission's outline there")
    }

    /// The area of a rectangle.
    ///
    /// - Throws: ``CropError`` where its coordinate reference system is none that is known, or it cannot lie there.
    public init(_ box: BoundingBox) throws(CropError) {
        path = "\(box)"
        layer = nil
        filter = nil
        guard box.isOnEarth else {
            throw .boundary(path: path, "has sides that are no degrees", [.boxCRS])
        }
        parts = [[box.ring]]
        crs = try mapError(to: CropError.gdal, try SpatialReference(named: box.crs)).wkt
    }

    /// The area in degrees of WGS 84 (EPSG:4326), longitude first as GeoJSON has it (RFC 7946), corner by corner. Exterior
    /// rings come each before its holes.
    ///
    /// - Throws: ``CropError`` where the file names no coordinate reference system, or one that does not say where on Earth
    ///   all corners are.
    public func geographicArea() throws(CropError) -> PolygonRings {
        PolygonRings(Array(try geographicParts().joined()))
    }

    /// The area in the units of ``crs``.
    var area: PolygonRings { PolygonRings(Array(parts.joined())) }

    /// The polygons of ``geographicArea()``, each an exterior ring with its holes behind it.
    func geographicParts() throws(CropError) -> [[[Point]]] {
        guard let crs else { throw .boundary(path: path, "names no coordinate reference system", [.assumedCRS]) }
        let source = try mapError(
            to: CropError.gdal, try SpatialReference(wkt: try SpatialReference(wkt: crs).horizontal))
        let degrees = try mapError(to: CropError.gdal, try SpatialReference(named: "EPSG:4326"))
        let way = try mapError(to: CropError.gdal, try Transformation(from: source, to: degrees))
        let parts = parts.map { rings in
            rings.map { ring in
                var ring = ring
                way.apply(to: &ring)
                return ring
            }
        }
        guard parts.joined().joined().allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
            throw .boundary(path: path, "has corners that have no place on Earth in its coordinate reference system")
        }
        return parts
    }

    /// What the features say of themselves, as text by the names of attributes: the first thousand of them, what is no longer
    /// than four kilobytes.
    public func attributes(cancellation: Cancellation = Cancellation()) throws(CropError) -> [[String: String]] {
        guard let layer else { return [] }
        // Geometries' warnings came when those were read.
        let file = try BoundaryFile.open(path, cancellation: cancellation, warnings: Warnings())
        return try mapError(to: CropError.gdal, try file.attributes(ofLayer: layer, where: filter))
    }

    /// GeoPackage has a way to say that a system is undefined; that counts as none.
    private static func known(_ crs: String) -> String? {
        guard let reference = try? SpatialReference(wkt: crs) else { return crs }
        return reference.name.lowercased().contains("undefined") ? nil : crs
    }
}
