internal import CGDAL

extension VectorFile {
    /// Refuses a GeoPackage, just written, that is not whole: SQLite's own check, its pages against the file's length, and
    /// the features of each layer.
    static func checkWritten(_ path: String, layers: [VectorLayer]) throws(GDALError) {
        guard hasAllPages(path) else { throw damage(path, "its file is not as long as it says") }
        let file = try VectorFile(path)
        guard try file.integrity() == "ok" else { throw damage(path, "SQLite finds it damaged") }
        for layer in layers {
            let written = try file.geometries(ofLayer: layer.name).geometries.count
            guard written == layer.features.count else {
                throw damage(path, "layer '\(layer.name)' has \(written) of \(layer.features.count) features")
            }
        }
    }

    private static func damage(_ path: String, _ flaw: String) -> GDALError {
        GDALError("write '\(path)'", reason: "what GDAL wrote is not whole, so try again (\(flaw))", code: .fileIO)
    }

    /// Whether the file is as long as its header says: 100 bytes, of which those from 16 on are the size of a page, those
    /// from 28 on the number of pages.
    ///
    /// See: [SQLite's file format](https://www.sqlite.org/fileformat2.html).
    private static func hasAllPages(_ path: String) -> Bool {
        guard let file = VSIFOpenL(path, "rb") else { return false }
        defer { VSIFCloseL(file) }
        var header = [UInt8](repeating: 0, count: 100)
        guard VSIFReadL(&header, 1, header.count, file) == header.count, VSIFSeekL(file, 0, 2) == 0 else {
            return false
        }
        func number(_ range: Range<Int>) -> UInt64 { header[range].reduce(0) { $0 << 8 | UInt64($1) } }
        // The largest size of a page does not fit into its two bytes.
        let page = number(16..<18) == 1 ? 1 << 16 : number(16..<18)
        return page * number(28..<32) == UInt64(VSIFTellL(file))
    }

    private borrowing func integrity() throws(GDALError) -> String {
        let result = try call("check '\(path)'", warnings: nil, succeeded: { $0 != nil }) {
            GDALDatasetExecuteSQL(raw, "PRAGMA integrity_check", nil, nil)
        }
        defer { GDALDatasetReleaseResultSet(raw, result) }
        guard let feature = OGR_L_GetNextFeature(result) else { return "" }
        defer { OGR_F_Destroy(feature) }
        return OGR_F_GetFieldAsString(feature, 0).map { String(cString: $0) } ?? ""
    }
}
