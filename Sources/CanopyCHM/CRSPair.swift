internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// What positions and heights of two models refer to, and whether they go together.
struct CRSPair: Sendable {
    /// The surface's horizontal system as WKT 2; `nil` where it names none.
    let horizontal: String?
    /// The unit of both models' heights, as one of them names it; empty where neither does.
    let unit: String
    /// The terrain's, where it is another one.
    private let other: String?

    init(
        _ surface: HeightRaster, _ terrain: HeightRaster, ignoreVertical: Bool, warnings: Warnings
    ) throws(CHMError) {
        let top = try Self.system(of: surface)
        let bottom = try Self.system(of: terrain)
        if !ignoreVertical { try Self.checkHeights(surface, top?.vertical, terrain, bottom?.vertical, warnings) }
        horizontal = top?.horizontal
        let named = surface.unit.isEmpty ? terrain.unit : surface.unit
        let foot = named.isEmpty ? try Self.foot(of: top?.horizontal) : nil
        if let foot {
            warnings.add(
                "'\(surface.path)' does not say in what unit its heights are; taken to be '\(foot)', as its coordinates are"
            )
        }
        unit = foot ?? named
        switch (top?.horizontal, bottom?.horizontal) {
        case (nil, nil):
            other = nil
        case (let a?, let b?):
            let from = try mapError(to: CHMError.gdal, try SpatialReference(wkt: a))
            let to = try mapError(to: CHMError.gdal, try SpatialReference(wkt: b))
            let isSame = from.isSame(as: to)
            guard isSame || !(from.isLocal || to.isLocal) else {
                throw .mismatch(
                    "'\(surface.path)' is in \(from.name) and '\(terrain.path)' in \(to.name): a local system has no known "
                        + "place on Earth; bring both into one system first")
            }
            other = isSame ? nil : b
        case (nil, _), (_, nil):
            let unknown = top == nil ? surface.path : terrain.path
            throw .mismatch(
                "'\(unknown)' names no coordinate reference system, the other model does", [.assumedCRS])
        }
    }

    /// The way from the surface's system to the terrain's, for one thread.
    func way() throws(CHMError) -> CoordinateTransform {
        guard let horizontal, let other else { return CoordinateTransform(nil) }
        let from = try mapError(to: CHMError.gdal, try SpatialReference(wkt: horizontal))
        let to = try mapError(to: CHMError.gdal, try SpatialReference(wkt: other))
        return CoordinateTransform(try mapError(to: CHMError.gdal, try Transformation(from: from, to: to)))
    }

    private static func system(
        of model: HeightRaster
    ) throws(CHMError) -> (horizontal: String, vertical: VerticalReference?)? {
        guard let crs = model.profile.georeference.crs else { return nil }
        let reference = try mapError(to: CHMError.gdal, try SpatialReference(wkt: crs))
        return (reference.horizontal, reference.vertical)
    }

    /// The unit of a system whose coordinates are feet: heights beside them are, too, if nobody says otherwise.
    private static func foot(of horizontal: String?) throws(CHMError) -> String? {
        guard let horizontal else { return nil }
        let system = try mapError(to: CHMError.gdal, try SpatialReference(wkt: horizontal))
        return system.metersPerUnit.flatMap(HeightUnit.foot)
    }

    private static func checkHeights(
        _ surface: HeightRaster, _ top: VerticalReference?, _ terrain: HeightRaster,
        _ bottom: VerticalReference?, _ warnings: Warnings
    ) throws(CHMError) {
        switch (top, bottom) {
        case (let a?, let b?) where a != b:
            throw .mismatch(
                "heights of '\(surface.path)' are in \(a.name) and those of '\(terrain.path)' in \(b.name)",
                [.advice("bring them into one system"), .ignoredVertical])
        case (nil, let known?):
            warnings.add("'\(surface.path)' does not say what its heights refer to; taken to be \(known.name)")
        case (let known?, nil):
            warnings.add("'\(terrain.path)' does not say what its heights refer to; taken to be \(known.name)")
        default: break
        }
        let a = surface.unit
        let b = terrain.unit
        // Of a system that one model alone names the unit is a part: one warning tells of both.
        let isTold = (top == nil) != (bottom == nil)
        switch (a.isEmpty, b.isEmpty) {
        case (false, true) where !isTold:
            warnings.add("'\(terrain.path)' does not say in what unit its heights are; taken to be '\(a)'")
        case (true, false) where !isTold:
            warnings.add("'\(surface.path)' does not say in what unit its heights are; taken to be '\(b)'")
        case (false, false) where HeightUnit(a) != HeightUnit(b):
            throw .mismatch(
                "heights of '\(surface.path)' are in '\(a)' and those of '\(terrain.path)' in '\(b)'",
                [.advice("bring them into one unit"), .ignoredVertical])
        default: break
        }
    }
}

/// The way from one horizontal system to another, which may be the same.
final class CoordinateTransform {
    private let transformation: Transformation?

    init(_ transformation: consuming Transformation?) { self.transformation = transformation }

    /// Whether both systems are the same.
    var isIdentity: Bool {
        switch transformation {
        case .none: true
        case .some: false
        }
    }

    /// Moves points to the other system.
    func apply(to points: inout [Point]) { transformation?.apply(to: &points) }
}
