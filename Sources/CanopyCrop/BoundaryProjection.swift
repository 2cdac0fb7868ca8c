internal import Diagnostics
internal import GDAL
internal import Raster

extension Boundary {
    /// The boundary's area in pixels of a raster.
    ///
    /// Sides are densified until they follow their curve: a straight line in degrees is none in meters.
    /// - Parameter assumedCRS: The system of whichever of the two names none.
    func area(
        inPixelsOf raster: String, _ profile: RasterProfile, assumedCRS: String?,
        cancellation: Cancellation = Cancellation(), warnings: Warnings
    ) throws(CropError) -> PolygonRings {
        let georeference = profile.georeference
        guard let transform = georeference.transform, let inverse = transform.inverse else {
            throw .mismatch(
                "'\(raster)' does not say where its pixels lie, so it cannot be cropped; give it a geotransform")
        }
        let assumed: String? =
            if let assumedCRS { try mapError(to: CropError.gdal, try SpatialReference(named: assumedCRS)).wkt } else {
                nil
            }
        switch (crs ?? assumed, georeference.crs ?? assumed) {
        case (nil, nil):
            warnings.add(
                "neither '\(raster)' nor '\(path)' names a coordinate reference system; coordinates are taken as they are"
            )
            return area.map(inverse.apply)
        case (nil, _?):
            throw .mismatch(
                "the boundary '\(path)' names no coordinate reference system, '\(raster)' does",
                [.assumedCRS])
        case (_?, nil):
            throw .mismatch(
                "'\(raster)' names no coordinate reference system, the boundary '\(path)' does",
                [.assumedCRS])
        case (let from?, let to?):
            let area = try project(from: from, to: to, raster, inverse, cancellation)
            guard let turn = try mapError(to: CropError.gdal, try SpatialReference(wkt: to)).turn else { return area }
            return Self.turned(
                area, byColumns: inverse.apply(Point(x: turn, y: 0)).x - inverse.apply(Point(x: 0, y: 0)).x,
                profile.size)
        }
    }

    /// The area where a raster counts degrees on beyond the antimeridian: a turn of the Earth leads to the same place.
    private static func turned(_ area: PolygonRings, byColumns columns: Double, _ size: Size) -> PolygonRings {
        func meetsRaster(_ ring: [Point]) -> Bool {
            guard let bounds = Bounds(around: ring) else { return false }
            return Window(covering: bounds)?.intersection(Window(size)) != nil
        }
        let turned = [-columns, columns].flatMap { shift in
            area.rings.map { $0.map { Point(x: $0.x + shift, y: $0.y) } }.filter(meetsRaster)
        }
        return turned.isEmpty ? area : PolygonRings(area.rings.filter(meetsRaster) + turned)
    }

    private func project(
        from: String, to: String, _ raster: String, _ inverse: GeoTransform, _ cancellation: Cancellation
    ) throws(CropError) -> PolygonRings {
        let source = try mapError(to: CropError.gdal, try SpatialReference(wkt: from))
        // Heights do not move outlines.
        let target = try mapError(
            to: CropError.gdal, try SpatialReference(wkt: try SpatialReference(wkt: to).horizontal))
        let flat = try mapError(to: CropError.gdal, try SpatialReference(wkt: source.horizontal))
        guard !flat.isSame(as: target) else { return area.map(inverse.apply) }
        guard !flat.isLocal, !target.isLocal else {
            throw .mismatch(
                "'\(raster)' is in \(target.name) and the boundary '\(path)' in \(source.name): a local system has no known "
                    + "place on Earth; bring both into one system first")
        }
        var outline = CurvedOutline(
            try mapError(to: CropError.gdal, try Transformation(from: flat, to: target)), inverse, cancellation)
        var rings: [[Point]] = []
        for ring in area.rings {
            let projected = try outline.densified(ring)
            guard projected.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
                throw .mismatch(
                    "the boundary '\(path)' has corners that do not exist in \(target.name), the system of '\(raster)'; "
                        + "check the boundary's coordinate reference system")
            }
            guard !outline.isExhausted else {
                throw .mismatch(
                    "the boundary '\(path)' needs more than \(CurvedOutline.mostPoints) points to follow its curve "
                        + "through the pixels of '\(raster)'; check their size, and that both are of one mission")
            }
            rings.append(projected)
        }
        return PolygonRings(rings)
    }
}
