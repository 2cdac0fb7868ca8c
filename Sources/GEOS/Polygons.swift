internal import CGEOS

/// Polygons that wait to become one area.
///
/// One after the other they would be united in a time that grows with the square of their number; all together, GEOS
/// unites neighbors first.
public final class Polygons {
    private let context: GEOSContext
    private var handles: [OpaquePointer?] = []

    /// None yet.
    public init(in context: GEOSContext) { self.context = context }

    deinit { for handle in handles { GEOSGeom_destroy_r(context.handle, handle) } }

    /// Adds the polygons among the parts of a geometry, at any depth. Parts without an area are left out.
    public func append(_ geometry: borrowing Geometry) throws(GEOSError) { try append(geometry.handle) }

    private func append(_ geometry: OpaquePointer?) throws(GEOSError) {
        switch GEOSGeomTypeId_r(context.handle, geometry) {
        case Int32(GEOS_POLYGON.rawValue):
            var area = 0.0
            GEOSArea_r(context.handle, geometry, &area)
            guard area > 0 else { return }
            handles.append(try context.run("copy a geometry") { GEOSGeom_clone_r(context.handle, geometry) })
        case Int32(GEOS_MULTIPOLYGON.rawValue), Int32(GEOS_GEOMETRYCOLLECTION.rawValue):
            for index in 0..<GEOSGetNumGeometries_r(context.handle, geometry) {
                try append(GEOSGetGeometryN_r(context.handle, geometry, index))
            }
        default:
            break
        }
    }

    /// What any of them covers, empty where there are none. They are taken along: nothing waits any more.
    public func united() throws(GEOSError) -> Geometry {
        // The collection owns its parts from here on, also where it cannot be made.
        var parts = handles
        handles = []
        let all = try Geometry(in: context, "collect geometries") {
            GEOSGeom_createCollection_r(
                context.handle, Int32(GEOS_GEOMETRYCOLLECTION.rawValue), &parts, UInt32(parts.count))
        }
        guard parts.count > 0 else { return try Geometry(wkt: "POLYGON EMPTY", in: context) }
        return try Geometry(in: context, "unite geometries") { GEOSUnaryUnion_r(context.handle, all.handle) }
    }
}
