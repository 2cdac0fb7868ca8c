internal import CGDAL

/// An open file of features: GeoPackage, GeoJSON, FlatGeobuf, Shapefile or KML.
public struct VectorFile: ~Copyable {
    /// The file, as it was named.
    public let path: String
    private let warnings: Warnings
    private let handle: OpaquePointer

    private static let drivers = ["GPKG", "GeoJSON", "FlatGeobuf", "ESRI Shapefile", "KML"]

    /// Opens the file for reading.
    ///
    /// A GeoPackage that was left in WAL mode needs files beside it that a read-only folder does not allow; such a file
    /// is opened as one that nothing changes.
    public init(_ path: String, warnings: Warnings = Warnings()) throws(GDALError) {
        let plain = Result { () throws(GDALError) in try Self.open(path, options: [], warnings) }
        switch plain {
        case .success(let opened): handle = opened
        case .failure(let error):
            guard path.lowercased().hasSuffix(".gpkg"),
                let opened = try? Self.open(path, options: ["IMMUTABLE=YES"], warnings)
            else { throw error }
            handle = opened
        }
        self.path = path
        self.warnings = warnings
    }

    private static func open(
        _ path: String, options: [String], _ warnings: Warnings
    ) throws(GDALError) -> OpaquePointer {
        let action = "open '\(path)'"
        let unknown = GDALError(
            action, reason: "it is not a GeoPackage, GeoJSON, FlatGeobuf, Shapefile or KML, or a damaged one",
            code: .openFailed)
        let handle: GDALDatasetH?
        do throws(GDALError) {
            handle = try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
                withCStrings(drivers) { drivers in
                    withCStrings(options) { options in
                        GDALOpenEx(
                            path, UInt32(GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR),
                            UnsafeRawPointer(drivers)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self),
                            UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self), nil)
                    }
                }
            }
        } catch {
            guard !error.isUnknownFormat else { throw unknown }
            // SQLite's word for a file that does not hold together.
            guard error.reason.contains("malformed") else { throw error }
            throw GDALError(
                action, reason: "it is damaged or cut off, so get it again (\(error.reason))", code: error.code)
        }
        guard let handle else { throw unknown }
        return OpaquePointer(handle)
    }

    deinit { _ = canopy_gdal_close(UnsafeMutableRawPointer(handle)) }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// The names of the layers.
    public var layers: [String] {
        (0..<GDALDatasetGetLayerCount(raw)).compactMap { number in
            GDALDatasetGetLayer(raw, number).map { String(cString: OGR_L_GetName($0)) }
        }
    }

    /// Whether the layer's declared type leaves room for polygons.
    public func mayHavePolygons(_ layer: String) -> Bool {
        guard let handle = GDALDatasetGetLayerByName(raw, layer) else { return false }
        let type = OGR_GT_Flatten(OGR_L_GetGeomType(handle))
        return type == wkbUnknown || type == wkbGeometryCollection
            || [wkbSurface, wkbMultiSurface].contains { OGR_GT_IsSubClassOf(type, $0) != 0 }
    }

    /// The geometries of a layer and the coordinate reference system they are in.
    ///
    /// - Parameters:
    ///   - layer: The layer's name.
    ///   - filter: An attribute filter in OGR SQL, such as `kind = 'nadir'`.
    /// - Returns: For each feature its geometry as well-known binary, two-dimensional, curves as lines; `nil` for features
    ///   without one. And the reference system as WKT 2, where the layer names one.
    public borrowing func geometries(
        ofLayer layer: String, where filter: String? = nil
    ) throws(GDALError) -> (geometries: [[UInt8]?], crs: String?) {
        let action = "read layer '\(layer)' of '\(path)'"
        guard let handle = GDALDatasetGetLayerByName(raw, layer) else {
            let known = layers.map { "'\($0)'" }.joined(separator: ", ")
            throw GDALError(action, reason: "there is none of that name; the file has \(known)")
        }
        // A layer keeps its filter: that of the reading before must not hold here.
        OGR_L_SetAttributeFilter(handle, nil)
        if let filter {
            _ = try call(
                "filter layer '\(layer)' of '\(path)' by \"\(filter)\"", of: path, warnings: warnings,
                succeeded: { $0 == OGRERR_NONE }, { OGR_L_SetAttributeFilter(handle, filter) })
        }
        OGR_L_ResetReading(handle)
        var geometries: [[UInt8]?] = []
        while let feature = try call(
            action, of: path, warnings: warnings, failsOnMessage: true, succeeded: { _ in true },
            { OGR_L_GetNextFeature(handle) })
        {
            defer { OGR_F_Destroy(feature) }
            geometries.append(OGR_F_GetGeometryRef(feature).map { Self.wkb(of: $0) })
        }
        return (geometries, Self.crs(of: handle))
    }

    /// A GeoPackage has to name a system for each layer; there are some for layers whose system nobody knows.
    private static func crs(of layer: UnsafeMutableRawPointer) -> String? {
        guard let reference = OGR_L_GetSpatialRef(layer) else { return nil }
        let name = OSRGetName(reference).map { String(cString: $0) } ?? ""
        return name.hasPrefix("Undefined ") ? nil : SpatialReference.wkt(of: reference)
    }

    private static func wkb(of geometry: UnsafeMutableRawPointer) -> [UInt8] {
        let linear = OGR_G_GetLinearGeometry(geometry, 0, nil)
        defer { OGR_G_DestroyGeometry(linear) }
        OGR_G_FlattenTo2D(linear)
        return [UInt8](unsafeUninitializedCapacity: Int(OGR_G_WkbSize(linear))) { buffer, count in
            OGR_G_ExportToIsoWkb(linear, wkbNDR, buffer.baseAddress)
            count = buffer.count
        }
    }
}
