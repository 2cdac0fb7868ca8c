internal import CGDAL

extension VectorFile {
    /// Features whose attributes are read, attributes of each, and bytes of a value: many times what outlines say.
    private static let mostFeatures = 1000
    private static let mostFields: Int32 = 500
    private static let mostBytes = 4096

    /// The attributes of a layer's first features as text, those that are set: by their names, as the file spells them.
    ///
    /// Dates come as `2023/06/01`, times behind them as `10:30:00`, with their zone (`+00`) where they have one. Values that are
    /// longer than four kilobytes, lists and bytes are left out.
    ///
    /// - Parameters:
    ///   - layer: The layer's name.
    ///   - filter: An attribute filter in OGR SQL, such as `kind = 'nadir'`.
    public borrowing func attributes(
        ofLayer layer: String, where filter: String? = nil
    ) throws(GDALError) -> [[String: String]] {
        let action = "read the attributes of layer '\(layer)' of '\(path)'"
        return try limits.hold(action) { () throws(GDALError) in
            guard let handle = GDALDatasetGetLayerByName(raw, layer) else { return [] }
            OGR_L_SetAttributeFilter(handle, nil)
            if let filter {
                _ = try call(
                    action, of: path, warnings: warnings, succeeded: { $0 == OGRERR_NONE },
                    { OGR_L_SetAttributeFilter(handle, filter) })
            }
            OGR_L_ResetReading(handle)
            var features: [[String: String]] = []
            while features.count < Self.mostFeatures,
                let feature = try call(
                    action, warnings: warnings, failsOnMessage: true, succeeded: { _ in true },
                    { OGR_L_GetNextFeature(handle) })
            {
                defer { OGR_F_Destroy(feature) }
                try limits.count(bytes: 0, action)
                features.append(Self.attributes(of: feature))
            }
            return features
        }
    }

    private static func attributes(of feature: UnsafeMutableRawPointer) -> [String: String] {
        var attributes: [String: String] = [:]
        for field in 0..<min(OGR_F_GetFieldCount(feature), mostFields) {
            guard OGR_F_IsFieldSetAndNotNull(feature, field) != 0,
                let definition = OGR_F_GetFieldDefnRef(feature, field), isPlain(OGR_Fld_GetType(definition)),
                let name = OGR_Fld_GetNameRef(definition), let value = OGR_F_GetFieldAsString(feature, field),
                strnlen(value, mostBytes + 1) <= mostBytes
            else { continue }
            attributes[String(cString: name)] = String(cString: value)
        }
        return attributes
    }

    private static func isPlain(_ type: OGRFieldType) -> Bool {
        [OFTString, OFTInteger, OFTInteger64, OFTReal, OFTDate, OFTTime, OFTDateTime].contains(type)
    }
}
