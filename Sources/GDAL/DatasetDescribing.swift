internal import CGDAL
internal import Files
public import Raster

extension Dataset {
    /// Makes the file say about itself what `profile` says. Size, type and number of bands must be the profile's.
    public borrowing func describe(as profile: RasterProfile) throws(GDALError) {
        let action = "describe '\(path)'"
        for (domain, items) in profile.metadata {
            try setMetadata(items, domain: domain)
        }
        for (domain, document) in profile.documents {
            try check(action, of: path, warnings: warnings) {
                withCStrings([document]) { GDALSetMetadata(raw, $0, domain) }
            }
        }
        if let crs = profile.georeference.crs {
            let reference = try SpatialReference(wkt: crs)
            try check(action, of: path, warnings: warnings) { GDALSetSpatialRef(raw, reference.raw) }
        }
        if let transform = profile.georeference.transform {
            var numbers = [
                transform.originX, transform.pixelWidth, transform.rowRotation, transform.originY,
                transform.columnRotation, transform.pixelHeight,
            ]
            try check(action, of: path, warnings: warnings) { GDALSetGeoTransform(raw, &numbers) }
        }
        for (number, band) in profile.bands.enumerated() {
            try describe(band: number, as: band)
        }
        if case .nodata(let value) = profile.validity {
            // One tag serves all bands of a TIFF.
            try check(action, of: path, warnings: warnings) {
                switch value {
                case .real(let value): GDALSetRasterNoDataValue(rawBand(0), value)
                case .signed(let value): GDALSetRasterNoDataValueAsInt64(rawBand(0), value)
                case .unsigned(let value): GDALSetRasterNoDataValueAsUInt64(rawBand(0), value)
                }
            }
        }
    }

    /// Sets all metadata of a domain; the default domain's name is empty.
    public borrowing func setMetadata(_ items: [String: String], domain: String = "") throws(GDALError) {
        try check("describe '\(path)'", of: path, warnings: warnings) {
            withCStrings(items.inOrder(of: \.key).map { "\($0.key)=\($0.value)" }) { list in
                GDALSetMetadata(raw, list, domain)
            }
        }
    }

    /// Sets one item of the dataset's metadata.
    public borrowing func setMetadataItem(_ key: String, _ value: String) throws(GDALError) {
        try check("describe '\(path)'", of: path, warnings: warnings) { GDALSetMetadataItem(raw, key, value, nil) }
    }

    /// Sets one item of the metadata of a band, which is counted from 0.
    public borrowing func setMetadataItem(_ key: String, _ value: String, ofBand band: Int) throws(GDALError) {
        try check("describe '\(path)'", of: path, warnings: warnings) {
            GDALSetMetadataItem(rawBand(band), key, value, nil)
        }
    }

    private borrowing func describe(band number: Int, as profile: BandProfile) throws(GDALError) {
        let band = rawBand(number)
        try check("describe band \(number + 1) of '\(path)'", of: path, warnings: warnings) {
            var worst = CE_None
            func note(_ result: CPLErr) { if result.rawValue > worst.rawValue { worst = result } }

            if !profile.palette.isEmpty {
                let table = GDALCreateColorTable(GPI_RGB)
                defer { GDALDestroyColorTable(table) }
                for (index, color) in profile.palette.enumerated() {
                    var entry = GDALColorEntry(c1: color.red, c2: color.green, c3: color.blue, c4: color.alpha)
                    GDALSetColorEntry(table, Int32(index), &entry)
                }
                note(GDALSetRasterColorTable(band, table))
            }
            note(GDALSetRasterColorInterpretation(band, profile.interpretation.gdal))
            if !profile.name.isEmpty { GDALSetDescription(band, profile.name) }
            if !profile.unit.isEmpty { note(GDALSetRasterUnitType(band, profile.unit)) }
            if let scale = profile.scale { note(GDALSetRasterScale(band, scale)) }
            if let offset = profile.offset { note(GDALSetRasterOffset(band, offset)) }
            if !profile.categories.isEmpty {
                note(withCStrings(profile.categories) { GDALSetRasterCategoryNames(band, $0) })
            }
            for (key, value) in profile.metadata.inOrder(of: \.key) {
                note(GDALSetMetadataItem(band, key, value, nil))
            }
            return worst
        }
    }
}
