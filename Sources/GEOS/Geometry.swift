internal import CGEOS
public import Raster

/// A geometry that GEOS holds.
public struct Geometry: ~Copyable {
    let context: GEOSContext
    let handle: OpaquePointer

    /// The geometry that a call of GEOS gives.
    init(in context: GEOSContext, _ action: String, _ call: () -> OpaquePointer?) throws(GEOSError) {
        handle = try context.run(action, call)
        self.context = context
    }

    deinit { GEOSGeom_destroy_r(context.handle, handle) }

    /// The geometry that well-known binary describes.
    public init(wkb: [UInt8], in context: GEOSContext) throws(GEOSError) {
        let reader = GEOSWKBReader_create_r(context.handle)
        defer { GEOSWKBReader_destroy_r(context.handle, reader) }
        try self.init(in: context, "read a geometry") {
            GEOSWKBReader_read_r(context.handle, reader, wkb, wkb.count)
        }
    }

    /// The geometry that well-known text describes.
    public init(wkt: String, in context: GEOSContext) throws(GEOSError) {
        let reader = GEOSWKTReader_create_r(context.handle)
        defer { GEOSWKTReader_destroy_r(context.handle, reader) }
        try self.init(in: context, "read a geometry") { GEOSWKTReader_read_r(context.handle, reader, wkt) }
    }

    /// Why the geometry breaks the rules for polygons, such as `Self-intersection[1 2]`; `nil` where it keeps them.
    public var flaw: String? {
        get throws(GEOSError) {
            let isValid = try context.run("check a geometry") { () -> Bool? in
                let answer = GEOSisValid_r(context.handle, handle)
                return answer == 2 ? nil : answer == 1
            }
            if isValid { return nil }
            let reason = try context.run("check a geometry") { GEOSisValidReason_r(context.handle, handle) }
            defer { GEOSFree_r(context.handle, reason) }
            return String(cString: reason)
        }
    }

    /// Area in the square of the coordinates' unit.
    public var area: Double {
        var area = 0.0
        GEOSArea_r(context.handle, handle, &area)
        return area
    }

    /// A geometry that covers what this one does and keeps the rules for polygons. Parts that overlap are merged.
    public borrowing func repaired() throws(GEOSError) -> Geometry {
        let parameters = GEOSMakeValidParams_create_r(context.handle)
        defer { GEOSMakeValidParams_destroy_r(context.handle, parameters) }
        // The other method would turn the overlap of two parts into a hole.
        GEOSMakeValidParams_setMethod_r(context.handle, parameters, GEOS_MAKE_VALID_STRUCTURE)
        return try Geometry(in: context, "repair a geometry") {
            GEOSMakeValidWithParams_r(context.handle, handle, parameters)
        }
    }

    /// The polygons among the parts of a collection as one area, empty where there are none; any other geometry as it is.
    ///
    /// A collection's parts may be of any kind and overlap, so that GEOS takes none for a polygon.
    public borrowing func polygonalPart() throws(GEOSError) -> Geometry {
        guard GEOSGeomTypeId_r(context.handle, handle) == Int32(GEOS_GEOMETRYCOLLECTION.rawValue) else {
            return try Geometry(in: context, "copy a geometry") { GEOSGeom_clone_r(context.handle, handle) }
        }
        let parts = Polygons(in: context)
        try parts.append(self)
        return try parts.united()
    }

    /// What both geometries cover.
    public borrowing func intersection(_ other: borrowing Geometry) throws(GEOSError) -> Geometry {
        try Geometry(in: context, "intersect two geometries") {
            GEOSIntersection_r(context.handle, handle, other.handle)
        }
    }

    /// All that is no further away than `distance`, in the coordinates' unit; where that is less than 0, what is further
    /// inside. A quarter of a circle is drawn by so many sides.
    public borrowing func buffered(by distance: Double, sidesOfQuarter: Int = 32) throws(GEOSError) -> Geometry {
        try Geometry(in: context, "buffer a geometry") {
            GEOSBuffer_r(context.handle, handle, distance, Int32(clamping: sidesOfQuarter))
        }
    }

    /// The polygons among the geometry's parts, as rings; points and lines are left out.
    public var polygons: PolygonRings { PolygonRings(Array(parts.joined())) }

    /// The same, each polygon's exterior ring with its holes behind it.
    public var parts: [[[Point]]] {
        var parts: [[[Point]]] = []
        collect(handle, into: &parts)
        return parts
    }

    private func collect(_ geometry: OpaquePointer?, into parts: inout [[[Point]]]) {
        guard let geometry, GEOSisEmpty_r(context.handle, geometry) == 0 else { return }
        switch GEOSGeomTypeId_r(context.handle, geometry) {
        case Int32(GEOS_POLYGON.rawValue):
            var rings: [[Point]] = []
            append(GEOSGetExteriorRing_r(context.handle, geometry), to: &rings)
            for index in 0..<GEOSGetNumInteriorRings_r(context.handle, geometry) {
                append(GEOSGetInteriorRingN_r(context.handle, geometry, index), to: &rings)
            }
            parts.append(rings)
        case Int32(GEOS_MULTIPOLYGON.rawValue), Int32(GEOS_GEOMETRYCOLLECTION.rawValue):
            for index in 0..<GEOSGetNumGeometries_r(context.handle, geometry) {
                collect(GEOSGetGeometryN_r(context.handle, geometry, index), into: &parts)
            }
        default:
            break
        }
    }

    private func append(_ ring: OpaquePointer?, to rings: inout [[Point]]) {
        guard let sequence = GEOSGeom_getCoordSeq_r(context.handle, ring) else { return }
        var count: UInt32 = 0
        GEOSCoordSeq_getSize_r(context.handle, sequence, &count)
        rings.append(
            (0..<count).map { index in
                var point = Point(x: 0, y: 0)
                GEOSCoordSeq_getXY_r(context.handle, sequence, index, &point.x, &point.y)
                return point
            })
    }
}
