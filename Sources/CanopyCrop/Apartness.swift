internal import Files
internal import GDAL
internal import Raster

extension Boundary {
    /// Tells that a raster and this boundary have nothing in common: where both lie, in the raster's system, and what systems
    /// they name, of which one is wrong more often than not.
    ///
    /// - Parameter area: The boundary in pixels of the raster.
    func isApart(
        fromRaster raster: String, _ profile: RasterProfile, _ area: PolygonRings, assumedCRS: String?
    ) -> CropError {
        let size = profile.size
        let (width, height) = (Double(size.width), Double(size.height))
        let corners = [(0, 0), (width, 0), (0, height), (width, height)].map { Point(x: $0.0, y: $0.1) }
        let system = Self.name(of: profile.georeference.crs, assumedCRS)
        let own = Self.name(of: crs, assumedCRS)
        let places = [corners, area.rings.flatMap { $0 }].map { points in
            profile.georeference.transform.flatMap { transform in Bounds(around: points.map(transform.apply)) }
        }
        guard let first = places[0], let second = places[1] else {
            return .mismatch(
                "'\(raster)' and the boundary '\(path)' do not overlap; check that both are of one mission")
        }
        return .mismatch(
            "'\(raster)' and the boundary '\(path)' do not overlap: the raster (\(system)) lies at "
                + "\(Self.text(first)), the boundary (\(own)) at \(Self.text(second)) in the "
                + "same system; check that both are of one mission, and name the right systems")
    }

    private static func name(of wkt: String?, _ assumed: String?) -> String {
        guard let wkt else { return assumed ?? "no system" }
        guard let system = try? SpatialReference(wkt: wkt) else { return "an unknown system" }
        return system.code ?? system.name
    }

    /// Whole units; what may be degrees, to about ten meters.
    private static func text(_ bounds: Bounds) -> String {
        func number(_ value: Double) -> String {
            bounds.largestMagnitude <= 360
                ? "\((value * 10_000).rounded() / 10_000)" : "\(Int(clamping: value.rounded()))"
        }
        return "x \(number(bounds.minX)) to \(number(bounds.maxX)), y \(number(bounds.minY)) to \(number(bounds.maxY))"
    }
}
