internal import CGDAL
public import Raster

/// The pixels of a grid that GDALRasterizeGeometries burns for any of the polygons: each polygon by itself, so that what
/// several cover is covered.
///
/// - Parameters:
///   - polygons: Polygons as well-known text, in the grid's system.
///   - allTouched: Whether pixels count that a polygon touches, not only those whose center lies in it.
public func burn(
    _ polygons: [String], onto grid: Georeference, size: Size, allTouched: Bool
) throws -> [Bool] {
    try quietly {
        let raster = try MemoryRaster(size: size, type: GDT_Byte)
        try raster.place(at: grid)
        var geometries: [OGRGeometryH?] = []
        defer { for geometry in geometries { OGR_G_DestroyGeometry(geometry) } }
        for text in polygons {
            var geometry: OGRGeometryH?
            let result = text.withCString { text in
                var cursor: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: text)
                return OGR_G_CreateFromWkt(&cursor, nil, &geometry)
            }
            guard result == OGRERR_NONE else { throw OracleError("understand '\(text)'") }
            geometries.append(geometry)
        }
        var bands: [Int32] = [1]
        var ones = [Double](repeating: 1, count: geometries.count)
        let options = allTouched ? CSLAddString(nil, "ALL_TOUCHED=TRUE") : nil
        defer { CSLDestroy(options) }
        try require(
            GDALRasterizeGeometries(
                raster.handle, 1, &bands, Int32(geometries.count), &geometries, nil, nil, &ones, options, nil, nil),
            "burn polygons")
        return try raster.doubles().map { $0 == 1 }
    }
}

/// Points of one reference system in another, x before y whatever the systems' own order.
public func transform(_ points: [Point], from source: String, to target: String) throws -> [Point] {
    try quietly {
        let references = [source, target].map { name in
            let reference = OSRNewSpatialReference(nil)
            OSRSetFromUserInput(reference, name)
            OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER)
            return reference
        }
        defer { for reference in references { OSRDestroySpatialReference(reference) } }
        guard let way = OCTNewCoordinateTransformation(references[0], references[1]) else {
            throw OracleError("transform from \(source) to \(target)")
        }
        defer { OCTDestroyCoordinateTransformation(way) }
        var x = points.map(\.x)
        var y = points.map(\.y)
        guard OCTTransform(way, Int32(points.count), &x, &y, nil) == 1 else { throw OracleError("transform points") }
        return zip(x, y).map { Point(x: $0, y: $1) }
    }
}
