internal import CGDAL

/// A coordinate reference system. Axes are in the order that GIS users mean: easting or longitude first.
///
/// See: [CRS and axis order](https://gdal.org/en/stable/tutorials/osr_api_tut.html#crs-and-axis-order).
public struct SpatialReference: ~Copyable {
    private let handle: OpaquePointer
    /// The handle as GDAL's functions take it.
    var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    /// The system that a WKT text describes.
    ///
    /// - Throws: ``GDALError`` where it describes none, or names a file outside PROJ's own folder.
    public init(wkt: String) throws(GDALError) {
        guard Self.namesNoFile(wkt) else {
            throw GDALError(
                "use a coordinate reference system",
                reason: "its definition names a file outside PROJ's folder, and names in files are not followed; "
                    + "assign a plain system, for example with gdal_edit.py -a_srs")
        }
        let (system, epoch) = Self.parts(of: wkt)
        try self.init("understand a coordinate reference system") { reference in
            let result = system.withCString { text in
                var cursor: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: text)
                return OSRImportFromWkt(reference, &cursor)
            }
            if let epoch { OSRSetCoordinateEpoch(reference, epoch) }
            return result
        }
    }

    /// The system and the epoch of WKT 2 for coordinates' metadata, which PROJ does not read before 9.2.
    ///
    /// See: [OGC 18-010r7](https://docs.ogc.org/is/18-010r7/18-010r7.html).
    private static func parts(of wkt: String) -> (system: String, epoch: Double?) {
        guard wkt.hasPrefix("COORDINATEMETADATA"),
            let match = wkt.wholeMatch(of: /(?s)COORDINATEMETADATA\[(.*),\s*EPOCH\[([0-9.]+)\]\s*\]\s*/)
        else { return (wkt, nil) }
        return (String(match.output.1), Double(match.output.2))
    }

    /// The system that a user names: `EPSG:32617`, WKT, PROJ or PROJJSON text.
    public init(named name: String) throws(GDALError) {
        let action = "understand the coordinate reference system '\(name)'"
        // GDAL would also take the name of a file or an address and read what is there.
        let isText = name.hasPrefix("+proj") || name.hasPrefix("{") || name.contains("[")
        guard isText || name.wholeMatch(of: /[A-Za-z]+:[A-Za-z0-9+]+/) != nil else {
            let isCode = name.wholeMatch(of: /[0-9]{4,6}/) != nil
            throw GDALError(action, reason: "write it as \(isCode ? "EPSG:\(name)" : "EPSG:32617, WKT, or PROJ text")")
        }
        do throws(GDALError) { try self.init(action) { OSRSetFromUserInput($0, name) } } catch {
            guard error.reason.contains("crs not found") else { throw error }
            throw GDALError(action, reason: "PROJ knows none of that code; check the number", code: error.code)
        }
    }

    /// Whether a definition leads PROJ to no file but those in its own folder: grids are named there, and initial values.
    static func namesNoFile(_ definition: String) -> Bool {
        guard hasFileWord(definition) else { return true }
        let names = /(?:PARAMETERFILE\[\s*"[^"]*"\s*,\s*"|_GRIDS"\s*,\s*"|(?:grids|init|file|catalog)=\s*)([^"\s\]]*)/
        return definition.matches(of: names.ignoresCase()).allSatisfy { match in
            !match.output.1.contains { "/\\~".contains($0) } && !match.output.1.contains("..")
        }
    }

    /// Whether a definition has any word that a file's name can follow. Most have none, which costs a hundredth of the search
    /// for names: that one takes longer than a small raster.
    private static func hasFileWord(_ definition: String) -> Bool {
        // Without this bit, small letters are capitals.
        let bytes = definition.utf8.map { $0 & 0xDF }
        return fileWords.contains { word in bytes.indices.contains { bytes[$0...].starts(with: word) } }
    }

    private static let fileWords = ["FILE", "GRIDS", "INIT", "CATALOG"].map { Array($0.utf8) }

    private init(
        _ action: String, fill: (UnsafeMutableRawPointer) -> OGRErr
    ) throws(GDALError) {
        GDALLibrary.start()
        canopy_look_up_ensembles()
        guard let reference = OSRNewSpatialReference(nil) else { throw GDALError(action, reason: "out of memory") }
        do throws(GDALError) {
            _ = try call(action, warnings: nil, succeeded: { $0 == OGRERR_NONE }, { fill(reference) })
        } catch {
            OSRDestroySpatialReference(reference)
            throw error.code == .none ? GDALError(action, reason: "it is not a known one, such as EPSG:32617") : error
        }
        OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER)
        handle = OpaquePointer(reference)
    }

    deinit { OSRDestroySpatialReference(raw) }

    /// When coordinates in a system that moves with the ground were right, in years; `nil` where it does not say.
    public var epoch: Double? {
        let epoch = OSRGetCoordinateEpoch(raw)
        return epoch > 0 ? epoch : nil
    }

    /// WKT 2 of the system and, where it has one, of its epoch.
    public var wkt: String { Self.wkt(of: raw) ?? "" }

    /// The system's name, such as `WGS 84 / UTM zone 17N`.
    public var name: String { OSRGetName(raw).map { String(cString: $0) } ?? "unnamed" }

    /// `EPSG:32617` where the system has such a code.
    public var code: String? {
        guard let authority = OSRGetAuthorityName(raw, nil), let code = OSRGetAuthorityCode(raw, nil) else {
            return nil
        }
        return "\(String(cString: authority)):\(String(cString: code))"
    }

    /// Whether coordinates are angles.
    public var isGeographic: Bool { OSRIsGeographic(raw) != 0 }

    /// Once around the Earth in the unit of the coordinates, such as 360; `nil` where they are no angles.
    public var turn: Double? { isGeographic ? 2 * Double.pi / OSRGetAngularUnits(raw, nil) : nil }

    /// The length of the unit of coordinates that are no angles.
    public var metersPerUnit: Double? { isGeographic ? nil : OSRGetLinearUnits(raw, nil) }

    /// Whether the system is a local or engineering one, without a known place on Earth.
    public var isLocal: Bool { OSRIsLocal(raw) != 0 }

    /// The horizontal part of a compound or three-dimensional system, as WKT 2; all of any other.
    public var horizontal: String {
        let copy = OSRClone(raw)
        defer { OSRDestroySpatialReference(copy) }
        OSRStripVertical(copy)
        if OSRGetAxesCount(copy) == 3 { OSRDemoteTo2D(copy, nil) }
        return copy.flatMap { Self.wkt(of: $0) } ?? wkt
    }

    /// The vertical part: its name and unit; `nil` where the system has none.
    public var vertical: VerticalReference? {
        guard OSRIsCompound(raw) != 0 else {
            // Ellipsoidal heights are part of a three-dimensional geographic system.
            guard OSRGetAxesCount(raw) == 3 else { return nil }
            return VerticalReference(name: "ellipsoidal height of \(name)", metersPerUnit: 1)
        }
        let name = OSRGetAttrValue(raw, "VERT_CS", 0) ?? OSRGetAttrValue(raw, "VERTCRS", 0)
        var unit: UnsafeMutablePointer<CChar>?
        let meters = OSRGetTargetLinearUnits(raw, "VERT_CS", &unit)
        return VerticalReference(name: name.map { String(cString: $0) } ?? "unnamed", metersPerUnit: meters)
    }

    /// Whether a file is part of what the system says, such as a grid of shifts.
    var namesFile: Bool { wkt.contains("PARAMETERFILE[") }

    /// Whether both systems mean the same coordinates; no program shifts them between epochs.
    ///
    /// Of a local system a GeoTIFF keeps the name and the unit only, so those decide.
    public borrowing func isSame(as other: borrowing SpatialReference) -> Bool {
        if isLocal, other.isLocal {
            return name == other.name && OSRGetLinearUnits(raw, nil) == OSRGetLinearUnits(other.raw, nil)
        }
        let other = other.raw
        return withCStrings(["IGNORE_COORDINATE_EPOCH=YES"]) { options in
            OSRIsSameEx(
                raw, other, UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)) != 0
        }
    }

    /// WKT 2 of a system that GDAL owns, and of its epoch.
    static func wkt(of reference: UnsafeMutableRawPointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        defer { canopy_cpl_free(text) }
        let result = withCStrings(["FORMAT=WKT2_2019", "MULTILINE=NO"]) { options in
            OSRExportToWktEx(
                reference, &text, UnsafeRawPointer(options)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self))
        }
        guard result == OGRERR_NONE, let text, text.pointee != 0 else { return nil }
        let system = String(cString: text)
        let epoch = OSRGetCoordinateEpoch(reference)
        guard epoch > 0, !system.hasPrefix("COORDINATEMETADATA") else { return system }
        return "COORDINATEMETADATA[\(system),EPOCH[\(epoch)]]"
    }
}

/// What heights refer to.
public struct VerticalReference: Hashable, Sendable {
    /// The system's name, such as `NAVD88 height`.
    public let name: String
    /// The length of its unit.
    public let metersPerUnit: Double

    /// A reference from its parts.
    public init(name: String, metersPerUnit: Double) {
        self.name = name
        self.metersPerUnit = metersPerUnit
    }
}
