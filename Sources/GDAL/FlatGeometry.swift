internal import CGDAL

/// A feature's geometry in the form that outlines are made of: points, lines and polygons in a plane.
struct FlatGeometry {
    /// Well-known binary.
    let wkb: [UInt8]
    /// Whether there were rings that did not end where they begin.
    let wasOpen: Bool

    init(of geometry: UnsafeMutableRawPointer) {
        let flat = Self.polygons(of: OGR_G_GetLinearGeometry(geometry, 0, nil))
        defer { OGR_G_DestroyGeometry(flat) }
        OGR_G_FlattenTo2D(flat)
        let size = OGR_G_WkbSize(flat)
        OGR_G_CloseRings(flat)
        wasOpen = OGR_G_WkbSize(flat) != size
        wkb = [UInt8](unsafeUninitializedCapacity: Int(OGR_G_WkbSize(flat))) { buffer, count in
            OGR_G_ExportToIsoWkb(flat, wkbNDR, buffer.baseAddress)
            count = buffer.count
        }
    }

    /// Takes a geometry and gives it with surfaces of triangles and chunks as collections of polygons. As one multipolygon
    /// they would break its rules: they touch.
    private static func polygons(of geometry: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        switch OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) {
        case wkbTriangle:
            return OGR_G_ForceToPolygon(geometry)
        case wkbPolyhedralSurface, wkbTIN:
            return collection(OGR_G_ForceToMultiPolygon(geometry))
        case wkbGeometryCollection:
            return collection(geometry)
        default:
            return geometry
        }
    }

    /// A collection of the parts of a geometry, which it takes.
    private static func collection(_ geometry: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        defer { OGR_G_DestroyGeometry(geometry) }
        let collection = OGR_G_CreateGeometry(wkbGeometryCollection)
        for number in 0..<OGR_G_GetGeometryCount(geometry) {
            OGR_G_AddGeometryDirectly(collection, polygons(of: OGR_G_Clone(OGR_G_GetGeometryRef(geometry, number))))
        }
        return collection
    }
}
