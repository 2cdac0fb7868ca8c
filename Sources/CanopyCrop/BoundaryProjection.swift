internal import GDAL
internal import Raster

extension Boundary {
    /// The greatest distance, in pixels, that a side of the boundary may be off the curve it becomes in the raster's
    /// system.
    private static let tolerance = 0.05
    /// Halvings of one side; beyond that it crosses a place that cannot be mapped.
    private static let deepest = 16

    /// The boundary's area in pixels of a raster.
    ///
    /// Sides are densified until they follow their curve: a straight line in degrees is none in metres.
    /// - Parameter assumedCRS: The system of whichever of the two names none.
    func area(
        inPixelsOf raster: String, _ profile: RasterProfile, assumedCRS: String?, warnings: Warnings
    ) throws(CropError) -> PolygonRings {
        let georeference = profile.georeference
        guard let transform = georeference.transform, let inverse = transform.inverse else {
            throw .mismatch(
                "'\(raster)' does not say where its pixels lie, so it cannot be cropped; give it a geotransform")
        }
        let assumed: String? =
            if let assumedCRS { try gdal(try SpatialReference(named: assumedCRS)).wkt } else { nil }
        switch (crs ?? assumed, georeference.crs ?? assumed) {
        case (nil, nil):
            warnings.add(
                "neither '\(raster)' nor '\(path)' names a coordinate reference system; coordinates are taken as they are"
            )
            return area.map(inverse.apply)
        case (nil, _?):
            throw .mismatch(
                "the boundary '\(path)' names no coordinate reference system, '\(raster)' does; name it with --assume-crs"
            )
        case (_?, nil):
            throw .mismatch(
                "'\(raster)' names no coordinate reference system, the boundary '\(path)' does; name it with --assume-crs"
            )
        case (let from?, let to?):
            let area = try project(from: from, to: to, raster, inverse)
            guard let turn = try gdal(try SpatialReference(wkt: to)).turn else { return area }
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
        from: String, to: String, _ raster: String, _ inverse: GeoTransform
    ) throws(CropError) -> PolygonRings {
        let source = try gdal(try SpatialReference(wkt: from))
        // Heights do not move outlines.
        let target = try gdal(try SpatialReference(wkt: try SpatialReference(wkt: to).horizontal))
        let flat = try gdal(try SpatialReference(wkt: source.horizontal))
        guard !flat.isSame(as: target) else { return area.map(inverse.apply) }
        guard !flat.isLocal, !target.isLocal else {
            throw .mismatch(
                "'\(raster)' is in \(target.name) and the boundary '\(path)' in \(source.name): a local system has no known "
                    + "place on Earth; bring both into one system first")
        }
        let way = try gdal(try Transformation(from: flat, to: target))
        var rings: [[Point]] = []
        for ring in area.rings {
            let projected = densified(ring, by: way, inverse)
            guard projected.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
                throw .mismatch(
                    "the boundary '\(path)' has corners that do not exist in \(target.name), the system of '\(raster)'; "
                        + "check the boundary's coordinate reference system")
            }
            rings.append(projected)
        }
        return PolygonRings(rings)
    }

    /// A ring in pixels, with points added where a side would leave its curve.
    private func densified(_ ring: [Point], by way: borrowing Transformation, _ inverse: GeoTransform) -> [Point] {
        guard var start = ring.last else { return [] }
        var startPixel = pixel(start, way, inverse)
        var result: [Point] = []
        for end in ring {
            let endPixel = pixel(end, way, inverse)
            subdivide(start, startPixel, end, endPixel, way, inverse, depth: 0, into: &result)
            result.append(endPixel)
            start = end
            startPixel = endPixel
        }
        return result
    }

    /// Adds the points between two corners, looking at the quarters: a side may cross its curve in the middle.
    private func subdivide(
        _ start: Point, _ startPixel: Point, _ end: Point, _ endPixel: Point, _ way: borrowing Transformation,
        _ inverse: GeoTransform, depth: Int, into points: inout [Point]
    ) {
        guard depth < Self.deepest else { return }
        let shares = [0.25, 0.5, 0.75]
        let between = shares.map { Self.between(start, end, $0) }
        let pixels = between.map { pixel($0, way, inverse) }
        let isStraight = zip(shares, pixels).allSatisfy { share, pixel in
            let straight = Self.between(startPixel, endPixel, share)
            return ((pixel.x - straight.x) * (pixel.x - straight.x) + (pixel.y - straight.y) * (pixel.y - straight.y))
                < Self.tolerance * Self.tolerance
        }
        guard !isStraight else { return }
        subdivide(start, startPixel, between[1], pixels[1], way, inverse, depth: depth + 1, into: &points)
        points.append(pixels[1])
        subdivide(between[1], pixels[1], end, endPixel, way, inverse, depth: depth + 1, into: &points)
    }

    private static func between(_ a: Point, _ b: Point, _ share: Double) -> Point {
        Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
    }

    private func pixel(_ point: Point, _ way: borrowing Transformation, _ inverse: GeoTransform) -> Point {
        var points = [point]
        way.apply(to: &points)
        return inverse.apply(points[0])
    }
}
