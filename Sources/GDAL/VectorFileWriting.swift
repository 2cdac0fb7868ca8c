internal import CGDAL
public import Diagnostics
internal import Files

/// The value of a feature's attribute.
public enum VectorValue: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral
{
    /// Text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// Any number.
    case real(Double)

    /// Text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Any number.
    public init(floatLiteral value: Double) { self = .real(value) }

    fileprivate var type: OGRFieldType {
        switch self {
        case .text: OFTString
        case .integer: OFTInteger64
        case .real: OFTReal
        }
    }
}

/// A feature to be written.
public struct VectorFeature: Hashable, Sendable {
    /// The geometry as well-known text; `nil` for a feature without one.
    public var wkt: String?
    /// The attributes by name.
    public var attributes: [String: VectorValue]

    /// A feature from its parts.
    public init(wkt: String?, attributes: [String: VectorValue] = [:]) {
        self.wkt = wkt
        self.attributes = attributes
    }
}

/// A layer to be written.
public struct VectorLayer: Hashable, Sendable {
    /// The layer's name.
    public var name: String
    /// The coordinate reference system as a user names it; `nil` for a layer that names none.
    public var crs: String?
    /// What it holds. An attribute has the same type in all features.
    public var features: [VectorFeature]

    /// A layer from its parts.
    public init(name: String, crs: String?, features: [VectorFeature]) {
        self.name = name
        self.crs = crs
        self.features = features
    }
}

extension VectorFile {
    /// Writes a new file with these layers, in place of one of that name.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - driver: GDAL's name of the format.
    ///   - layers: What to write. Formats other than GeoPackage hold one layer.
    public static func create(
        _ path: String, driver: String = "GPKG", layers: [VectorLayer], warnings: Warnings = Warnings()
    ) throws(GDALError) {
        let action = "create '\(path)'"
        // The vector drivers, unlike GTiff, refuse a file that is there, even an empty one that only holds the name.
        VSIUnlink(path)
        let created = try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
            GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, nil)
        }
        guard let created else { throw GDALError(action, reason: "GDAL gives no reason") }
        let dataset = Dataset(handle: created, path: path, warnings: warnings)
        for layer in layers { try dataset.add(layer) }
        try dataset.close()
        if driver == "GPKG" { try checkWritten(path, layers: layers) }
    }
}

extension Dataset {
    fileprivate borrowing func add(_ layer: VectorLayer) throws(GDALError) {
        let action = "write layer '\(layer.name)' of '\(path)'"
        let handle = try makeLayer(layer.name, crs: layer.crs, action)
        let types = layer.features.reduce(into: [:]) { types, feature in
            types.merge(feature.attributes.mapValues(\.type)) { known, _ in known }
        }
        for (name, type) in types.inOrder(of: \.key) {
            let field = OGR_Fld_Create(name, type)
            defer { OGR_Fld_Destroy(field) }
            _ = try call(action, of: path, warnings: warnings, succeeded: { $0 == OGRERR_NONE }) {
                OGR_L_CreateField(handle, field, 1)
            }
        }
        for feature in layer.features { try add(feature, to: handle, action) }
    }

    private borrowing func makeLayer(
        _ name: String, crs: String?, _ action: String
    ) throws(GDALError) -> UnsafeMutableRawPointer? {
        guard let crs else {
            return try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
                GDALDatasetCreateLayer(raw, name, nil, wkbUnknown, nil)
            }
        }
        let reference = try SpatialReference(named: crs)
        return try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
            GDALDatasetCreateLayer(raw, name, reference.raw, wkbUnknown, nil)
        }
    }

    private borrowing func add(
        _ feature: VectorFeature, to layer: UnsafeMutableRawPointer?, _ action: String
    ) throws(GDALError) {
        let handle = OGR_F_Create(OGR_L_GetLayerDefn(layer))
        defer { OGR_F_Destroy(handle) }
        for (name, value) in feature.attributes {
            let field = OGR_F_GetFieldIndex(handle, name)
            switch value {
            case .text(let text): OGR_F_SetFieldString(handle, field, text)
            case .integer(let number): OGR_F_SetFieldInteger64(handle, field, number)
            case .real(let number): OGR_F_SetFieldDouble(handle, field, number)
            }
        }
        if let wkt = feature.wkt {
            var geometry: UnsafeMutableRawPointer?
            _ = try call(
                "understand the geometry '\(wkt)'", of: path, warnings: warnings, succeeded: { $0 == OGRERR_NONE }
            ) {
                wkt.withCString { text in
                    var cursor: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: text)
                    return OGR_G_CreateFromWkt(&cursor, nil, &geometry)
                }
            }
            OGR_F_SetGeometryDirectly(handle, geometry)
        }
        _ = try call(action, of: path, warnings: warnings, succeeded: { $0 == OGRERR_NONE }) {
            OGR_L_CreateFeature(layer, handle)
        }
    }
}
