internal import Diagnostics
internal import GDAL
internal import GEOS
internal import Raster
internal import RasterIO

extension Boundary {
    /// The boundary grown by so many meters on all sides, or shrunk where that is less than 0.
    ///
    /// Meters are measured on a plane that touches the Earth in the boundary's middle
    /// ([azimuthal equidistant](https://proj.org/en/stable/operations/projections/aeqd.html)): 20 km from there they are off by
    /// less than a hundred-thousandth. Corners become arcs.
    ///
    /// - Parameter assumedCRS: The boundary's system, where its file names none.
    func buffered(
        by meters: Double, assumedCRS: String?, cancellation: Cancellation = Cancellation()
    ) throws(CropError) -> Boundary {
        var known = self
        if crs == nil, let assumedCRS {
            known.crs = try mapError(to: CropError.gdal, try SpatialReference(named: assumedCRS)).wkt
        }
        guard let crs = known.crs else {
            throw .boundary(path: path, "names no coordinate reference system", [.assumedCRS])
        }
        guard let bounds = Bounds(around: try known.geographicParts().joined().joined()) else { return self }
        let (longitude, latitude) = ((bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2)
        let plane = try mapError(
            to: CropError.gdal,
            try SpatialReference(named: "+proj=aeqd +lat_0=\(latitude) +lon_0=\(longitude) +datum=WGS84 +units=m"))
        let planeCRS = plane.wkt
        let flat = try mapError(
            to: CropError.gdal, try SpatialReference(wkt: try SpatialReference(wkt: crs).horizontal))
        let way = try mapError(to: CropError.gdal, try Transformation(from: flat, to: plane))
        // Sides follow their curve to a twentieth of a pixel: here of a centimeter.
        let scale = 100.0
        let centimeters = GeoTransform(originX: 0, pixelWidth: scale, originY: 0, pixelHeight: scale)
        var outline = CurvedOutline(way, centimeters, cancellation)
        var polygons: [[[Point]]] = []
        for polygon in parts {
            var rings: [[Point]] = []
            for ring in polygon { rings.append(try outline.densified(ring)) }
            polygons.append(rings)
        }
        guard !outline.isExhausted, polygons.joined().joined().allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
            throw .boundary(path: path, "is too large, or has corners too far away, to be buffered in meters")
        }
        known.parts = try Uniting(path, .union, cancellation, Warnings()).buffered(polygons, by: meters * scale)
            .map { $0.map { $0.map { Point(x: $0.x / scale, y: $0.y / scale) } } }
        guard !known.parts.isEmpty else {
            throw .boundary(path: path, "has nothing left when it is shrunk by \(-meters) m")
        }
        known.crs = planeCRS
        return known
    }
}
