internal import CGDAL
public import Diagnostics
internal import Files

/// An open file of features: GeoPackage, GeoJSON, FlatGeobuf, Shapefile or KML.
public struct VectorFile: ~Copyable {
    /// The file, as it was named.
    public let path: String
    let warnings: Warnings
    let limits: VectorLimits
    private let handle: OpaquePointer
    /// The copy that is read in place of the file, where there is one.
    private let copy: MemoryCopy?

    private static let drivers = ["GPKG", "GeoJSON", "FlatGeobuf", "ESRI Shapefile", "KML"]

    /// Opens the file for reading, which changes neither it nor its folder.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - cancellation: What stops the reading.
    ///   - warnings: Where warnings go.
    public init(
        _ path: String, cancellation: Cancellation = Cancellation(), warnings: Warnings = Warnings()
    ) throws(GDALError) {
        let limits = VectorLimits(cancellation: cancellation)
        let copy: MemoryCopy?
        switch try Journal(besideFileAt: path) {
        case .none:
            copy = nil
            handle = try Self.open(path, limits, warnings)
        case .modeOnly:
            copy = nil
            handle = try Self.open(path, options: ["IMMUTABLE=YES"], limits, warnings)
        case .file(let journal):
            let files = try MemoryCopy(of: path, with: journal)
            copy = files
            handle = try files.merging { () throws(GDALError) in
                try Self.open(path, as: files.path, isWritable: true, limits, warnings)
            }
        }
        self.copy = copy
        self.path = path
        self.warnings = warnings
        self.limits = limits
    }

    /// Opens a file that is in memory.
    ///
    /// - Parameters:
    ///   - files: The contents of the file, and behind it of those that belong to it, by names that are no paths.
    ///   - path: What users know it by.
    public init(
        _ files: [(name: String, contents: [UInt8])], named path: String, cancellation: Cancellation = Cancellation(),
        warnings: Warnings = Warnings()
    ) throws(GDALError) {
        let limits = VectorLimits(cancellation: cancellation)
        let copy = try MemoryCopy(files, "open '\(path)'")
        handle = try Self.open(path, as: copy.path, limits, warnings)
        self.copy = copy
        self.path = path
        self.warnings = warnings
        self.limits = limits
    }

    private static func open(
        _ path: String, as place: String? = nil, isWritable: Bool = false, options: [String] = [],
        _ limits: VectorLimits, _ warnings: Warnings
    ) throws(GDALError) -> OpaquePointer {
        let action = "open '\(path)'"
        var unknown: GDALError {
            let known = "a GeoPackage, GeoJSON, FlatGeobuf, Shapefile, KML, KMZ or zipped Shapefile"
            let reason =
                kind(of: path).map { "it is \($0), not \(known)" }
                ?? "it is not \(known), or a damaged one; of another format 'ogr2ogr boundary.gpkg \(path)' may make one"
            return GDALError(action, reason: reason, code: .openFailed)
        }
        let flags = GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR | (isWritable ? GDAL_OF_UPDATE : GDAL_OF_READONLY)
        let handle: GDALDatasetH?
        VectorLimits.watchOpening()
        do throws(GDALError) {
            handle = try limits.hold(action) { () throws(GDALError) in
                try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
                    withCStrings(drivers) { drivers in
                        withCStrings(options) { options in
                            GDALOpenEx(
                                place ?? path, UInt32(flags),
                                UnsafeRawPointer(drivers)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self),
                                UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self), nil)
                        }
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
        VectorLimits.watch(GDALGetInternalHandle(handle, "SQLITE_HANDLE").map { OpaquePointer($0) })
        return OpaquePointer(handle)
    }

    /// What stands at `path` that can be no file of polygons, by its first bytes; `nil` where it may be a damaged one.
    private static func kind(of path: String) -> String? {
        if Path.isFolder(path) { return "a folder" }
        guard let file = try? LocalFile(path), let start = try? file.bytes(in: 0..<min(512, file.size)) else {
            return nil
        }
        if [[0x49, 0x49, 0x2A, 0], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2A], [0x4D, 0x4D, 0, 0x2B]].contains(
            Array(start.prefix(4)))
        {
            return "a TIFF"
        }
        let mayBeOne = ["JSON", "XML", "a zip archive", "an SQLite database or GeoPackage"]
        return FileKind.name(of: start).flatMap { mayBeOne.contains($0) ? nil : $0 }
    }

    deinit { _ = canopy_gdal_close(UnsafeMutableRawPointer(handle)) }

    var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// The names of the layers.
    public var layers: [String] {
        (0..<GDALDatasetGetLayerCount(raw)).compactMap { number in
            GDALDatasetGetLayer(raw, number).map { String(cString: OGR_L_GetName($0)) }
        }
    }

    /// Whether the layer's declared type leaves room for polygons.
    public borrowing func mayHavePolygons(_ layer: String) throws(GDALError) -> Bool {
        try limits.hold("look at layer '\(layer)' of '\(path)'") { () throws(GDALError) in
            guard let handle = GDALDatasetGetLayerByName(raw, layer) else { return false }
            let type = OGR_GT_Flatten(OGR_L_GetGeomType(handle))
            return type == wkbUnknown || type == wkbGeometryCollection
                || [wkbSurface, wkbMultiSurface].contains { OGR_GT_IsSubClassOf(type, $0) != 0 }
        }
    }

    /// The geometries of a layer and the coordinate reference system they are in.
    ///
    /// - Parameters:
    ///   - layer: The layer's name.
    ///   - filter: An attribute filter in OGR SQL, such as `kind = 'nadir'`.
    /// - Returns: For each feature its geometry as well-known binary, two-dimensional, curves as lines, surfaces as
    ///   polygons, rings closed; `nil` for features without one. And the reference system as WKT 2, where the layer
    ///   names one.
    /// - Throws: ``GDALError``, also where there is more to read than an outline could need.
    public borrowing func geometries(
        ofLayer layer: String, where filter: String? = nil
    ) throws(GDALError) -> (geometries: [[UInt8]?], crs: String?) {
        let action = "read layer '\(layer)' of '\(path)'"
        return try limits.hold(action) { () throws(GDALError) in
            guard let handle = GDALDatasetGetLayerByName(raw, layer) else {
                let known = layers.map { "'\($0)'" }.joined(separator: ", ")
                throw GDALError(action, reason: "there is none of that name; the file has \(known)")
            }
            // A layer keeps its filter: that of the reading before must not hold here.
            OGR_L_SetAttributeFilter(handle, nil)
            if let filter {
                try applyFilter(filter, to: handle, layer)
            }
            OGR_L_ResetReading(handle)
            var geometries: [[UInt8]?] = []
            var open = 0
            while let feature = try call(
                action, warnings: warnings, failsOnMessage: true, succeeded: { _ in true },
                { OGR_L_GetNextFeature(handle) })
            {
                defer { OGR_F_Destroy(feature) }
                let flat = OGR_F_GetGeometryRef(feature).map { FlatGeometry(of: $0) }
                try limits.count(bytes: flat?.wkb.count ?? 0, action)
                geometries.append(flat?.wkb)
                if flat?.wasOpen == true { open += 1 }
            }
            if open > 0 {
                let features = open == 1 ? "a feature" : "\(open) features"
                warnings.add("\(features) in layer '\(layer)' of '\(path)' had open rings; they have been closed")
            }
            return (geometries, Self.crs(of: handle))
        }
    }

    /// A GeoPackage has to name a system for each layer; there are some for layers whose system nobody knows.
    private static func crs(of layer: UnsafeMutableRawPointer) -> String? {
        guard let reference = OGR_L_GetSpatialRef(layer) else { return nil }
        let name = OSRGetName(reference).map { String(cString: $0) } ?? ""
        return name.hasPrefix("Undefined ") ? nil : SpatialReference.wkt(of: reference)
    }
}
