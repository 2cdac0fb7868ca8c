internal import CGDAL
internal import CSQLite

extension VectorFile {
    /// Has a layer give those features only that a condition holds for.
    ///
    /// - Throws: ``GDALError`` where the condition cannot be understood, with the reason and the fields that there are. A
    ///   GeoPackage finds out when it is read: so it reads a feature here.
    borrowing func applyFilter(
        _ filter: String, to handle: UnsafeMutableRawPointer, _ layer: String
    ) throws(GDALError) {
        let action = "filter layer '\(layer)' of '\(path)' by \"\(filter)\""
        do throws(GDALError) {
            _ = try call(
                action, of: path, warnings: warnings, succeeded: { $0 == OGRERR_NONE },
                { OGR_L_SetAttributeFilter(handle, filter) })
            OGR_L_ResetReading(handle)
            let first = try call(
                action, warnings: warnings, failsOnMessage: true, succeeded: { _ in true },
                { OGR_L_GetNextFeature(handle) })
            OGR_F_Destroy(first)
        } catch {
            // What takes too long, or is damaged, is no matter of the condition.
            guard let reason = reason(for: error) else { throw error }
            let fields = Self.fields(of: handle)
            let known =
                fields.isEmpty
                ? "the layer has no fields"
                : "the layer has " + fields.map { "'\($0)'" }.joined(separator: ", ")
            throw GDALError(action, reason: "\(reason); \(known)", code: error.code)
        }
    }

    /// What is wrong with a condition. GDAL shows the statement that SQLite does not take, and not why.
    private borrowing func reason(for error: GDALError) -> String? {
        let isOfStatement = error.reason.contains("prepare SQL")
        guard isOfStatement || error.reason.contains("SQL") || error.reason.contains("recognised") else { return nil }
        guard isOfStatement, let database = GDALGetInternalHandle(raw, "SQLITE_HANDLE").map({ OpaquePointer($0) }),
            sqlite3_errcode(database) != SQLITE_OK, let text = sqlite3_errmsg(database)
        else { return oneLine(error.reason) }
        return oneLine(String(cString: text))
    }

    private static func fields(of layer: UnsafeMutableRawPointer) -> [String] {
        guard let definition = OGR_L_GetLayerDefn(layer) else { return [] }
        return (0..<min(OGR_FD_GetFieldCount(definition), 50)).compactMap { number in
            OGR_FD_GetFieldDefn(definition, number).flatMap { OGR_Fld_GetNameRef($0) }.map { String(cString: $0) }
        }
    }
}
