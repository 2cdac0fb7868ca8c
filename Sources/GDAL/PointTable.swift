internal import CGDAL
public import Diagnostics

/// Points with attributes, as a GeoPackage holds them.
public struct PointTable: Sendable {
    /// What a column holds.
    public enum Kind: Sendable {
        /// Text.
        case text
        /// Numbers.
        case real
        /// Yes or no.
        case boolean

        fileprivate var type: OGRFieldType {
            switch self {
            case .text: OFTString
            case .real: OFTReal
            case .boolean: OFTInteger
            }
        }
    }

    /// A column.
    public struct Column: Sendable {
        fileprivate let name: String
        fileprivate let kind: Kind

        /// A column of this name.
        public init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// A value of a row, of its column's kind.
    public enum Value: Sendable {
        /// Text.
        case text(String)
        /// A number.
        case real(Double)
        /// Yes or no.
        case boolean(Bool)
    }

    /// A point in three dimensions: easting or longitude first.
    public struct Point: Hashable, Sendable {
        fileprivate let x, y, z: Double

        /// A point from its coordinates.
        public init(x: Double, y: Double, z: Double) {
            self.x = x
            self.y = y
            self.z = z
        }
    }

    /// A row.
    public struct Row: Sendable {
        fileprivate let point: Point?
        fileprivate let values: [Value?]

        /// A row of a value for each column; `nil` for none.
        public init(point: Point?, values: [Value?]) {
            self.point = point
            self.values = values
        }
    }

    private let layer: String
    private let crs: String
    private let columns: [Column]

    /// A table of this name, of points in a system as a user names it.
    public init(layer: String, crs: String, columns: [Column]) {
        self.layer = layer
        self.crs = crs
        self.columns = columns
    }

    /// Any time: what a file says of when it was made would make equal tables different files.
    private static let time = "1970-01-01T00:00:00.000Z"

    /// The bytes of a GeoPackage of these rows, in their order. Equal rows give equal bytes.
    ///
    /// It is made in memory, where it takes some hundred bytes a row: on a disk SQLite would put a journal beside it.
    public func geoPackage(
        of rows: some Sequence<Row>, cancellation: Cancellation = Cancellation()
    ) throws(GDALError) -> [UInt8] {
        GDALLibrary.start()
        let folder = "/vsimem/canopy-\(UInt64.random(in: .min ... .max))"
        let path = folder + "/table.gpkg"
        defer { VSIRmdirRecursive(folder) }
        CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", Self.time)
        defer { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nil) }
        try write(rows, to: path, cancellation)
        var count: vsi_l_offset = 0
        guard let bytes = VSIGetMemFileBuffer(path, &count, 0), count > 0 else {
            throw GDALError("write layer '\(layer)'", reason: "not enough memory", code: .outOfMemory)
        }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(clamping: count)))
    }

    private func write(
        _ rows: some Sequence<Row>, to path: String, _ cancellation: Cancellation
    ) throws(GDALError) {
        let action = "write layer '\(layer)'"
        let created = try call(action, warnings: nil, succeeded: { $0 != nil }) {
            // All readers know this version.
            withCStrings(["VERSION=1.2"]) {
                GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, $0)
            }
        }
        guard let created else { throw GDALError(action, reason: "GDAL gives no reason") }
        let dataset = Dataset(handle: created, path: path, warnings: Warnings())
        let table = try makeLayer(in: dataset, action)
        // Each row would else be a change of its own.
        try run(action) { GDALDatasetStartTransaction(dataset.raw, 0) }
        for row in rows {
            if cancellation.isCancelled { throw GDALError(action, reason: "interrupted", code: .interrupted) }
            try add(row, to: table, action)
        }
        try run(action) { GDALDatasetCommitTransaction(dataset.raw) }
        try dataset.close()
    }

    private func makeLayer(
        in dataset: borrowing Dataset, _ action: String
    ) throws(GDALError) -> UnsafeMutableRawPointer? {
        let reference = try SpatialReference(named: crs)
        let handle = dataset.raw
        let table = try call(action, warnings: nil, succeeded: { $0 != nil }) {
            GDALDatasetCreateLayer(handle, layer, reference.raw, wkbPoint25D, nil)
        }
        for column in columns {
            let field = OGR_Fld_Create(column.name, column.kind.type)
            defer { OGR_Fld_Destroy(field) }
            if case .boolean = column.kind { OGR_Fld_SetSubType(field, OFSTBoolean) }
            try run(action) { OGR_L_CreateField(table, field, 0) }
        }
        return table
    }

    private func add(_ row: Row, to table: UnsafeMutableRawPointer?, _ action: String) throws(GDALError) {
        let feature = OGR_F_Create(OGR_L_GetLayerDefn(table))
        defer { OGR_F_Destroy(feature) }
        for (index, value) in row.values.enumerated() {
            let field = Int32(index)
            switch value {
            case .text(let text): OGR_F_SetFieldString(feature, field, text)
            case .real(let number): OGR_F_SetFieldDouble(feature, field, number)
            case .boolean(let flag): OGR_F_SetFieldInteger(feature, field, flag ? 1 : 0)
            case nil: OGR_F_SetFieldNull(feature, field)
            }
        }
        if let point = row.point {
            let geometry = OGR_G_CreateGeometry(wkbPoint25D)
            OGR_G_SetPoint(geometry, 0, point.x, point.y, point.z)
            OGR_F_SetGeometryDirectly(feature, geometry)
        }
        try run(action) { OGR_L_CreateFeature(table, feature) }
    }

    private func run(_ action: String, _ body: () -> OGRErr) throws(GDALError) {
        _ = try call(action, warnings: nil, failsOnMessage: true, succeeded: { $0 == OGRERR_NONE }, body)
    }
}
