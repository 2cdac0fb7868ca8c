internal import CGDAL
internal import Files
public import Raster
internal import TIFF

extension Dataset {
    /// Everything the file says about itself but its pixels.
    ///
    /// - Throws: ``GDALError`` for rasters without bands, of a complex type, of 8-bit signed samples that this GDAL would
    ///   read as unsigned, for bands of different types or nodata values, and for control points instead of a grid.
    public borrowing func profile() throws(GDALError) -> RasterProfile {
        // GDAL reads the keys for metadata already.
        canopy_look_up_ensembles()
        let action = "use '\(path)'"
        guard bandCount > 0 else { throw GDALError(action, reason: "it has no bands") }
        guard GDALGetGCPCount(raw) == 0 else {
            throw GDALError(
                action, reason: "it has ground control points instead of a grid; rectify it first, with gdalwarp")
        }
        let kind = GDALGetRasterDataType(rawBand(0))
        guard let type = PixelType(kind) else {
            let name = GDALGetDataTypeName(kind).map { String(cString: $0) } ?? "unknown"
            throw GDALError(action, reason: "its samples are of type \(name), which canopy does not process")
        }
        for band in 0..<bandCount {
            guard GDALGetRasterDataType(rawBand(band)) == kind else {
                throw GDALError(action, reason: "its bands are of different types")
            }
            if metadataItem("PIXELTYPE", ofBand: band, domain: "IMAGE_STRUCTURE") == "SIGNEDBYTE" {
                throw GDALError(
                    action, reason: "its samples are signed bytes, which GDAL \(GDALLibrary.version) reads as unsigned")
            }
        }
        let bands = (0..<bandCount).map { bandProfile($0) }
        let validity = validity(of: bands)
        if case .nodata = validity, (0..<bandCount).contains(where: { nodata(ofBand: $0) != nodata }) {
            throw GDALError(
                action,
                reason: "its bands have different nodata values, for which a GeoTIFF has no place; give them one")
        }
        var profile = RasterProfile(
            size: size, type: type, bands: bands, validity: validity, georeference: try georeference(),
            metadata: metadata(), documents: documents())
        if case .alpha(let band) = validity { profile.hasPremultipliedAlpha = isPremultiplied(band) }
        // GDAL goes without what it cannot read.
        try virtual?.check(action)
        return profile
    }

    private borrowing func bandProfile(_ number: Int) -> BandProfile {
        let band = rawBand(number)
        var profile = BandProfile(interpretation: ColorInterpretation(GDALGetRasterColorInterpretation(band)))
        profile.name = text(GDALGetDescription(band))
        profile.unit = text(GDALGetRasterUnitType(band))
        var isSet: Int32 = 0
        let scale = GDALGetRasterScale(band, &isSet)
        if isSet != 0, scale != 1 { profile.scale = scale }
        let offset = GDALGetRasterOffset(band, &isSet)
        if isSet != 0, offset != 0 { profile.offset = offset }
        profile.categories = strings(GDALGetRasterCategoryNames(band))
        if let table = GDALGetRasterColorTable(band) {
            profile.palette = (0..<GDALGetColorEntryCount(table)).compactMap { index in
                GDALGetColorEntry(table, index).map { entry in
                    PaletteColor(
                        red: entry.pointee.c1, green: entry.pointee.c2, blue: entry.pointee.c3, alpha: entry.pointee.c4)
                }
            }
        }
        // Statistics tell of pixels that the reader of this profile is about to change.
        profile.metadata = pairs(GDALGetMetadata(band, nil)).filter { !$0.key.hasPrefix("STATISTICS_") }
        return profile
    }

    private borrowing func validity(of bands: [BandProfile]) -> Validity {
        if let alpha = bands.firstIndex(where: { $0.interpretation == .alpha }) { return .alpha(band: alpha) }
        if GDALGetMaskFlags(rawBand(0)) == GMF_PER_DATASET { return .mask }
        return nodata.map { .nodata($0) } ?? .all
    }

    /// Whether colors are multiplied by this alpha band already, which only the file's own tag tells.
    private borrowing func isPremultiplied(_ band: Int) -> Bool {
        guard let file, let structure = try? TIFFStructure(of: file) else { return false }
        return structure.directories[0].directory.hasAssociatedAlpha(sample: band)
    }

    /// The file's own bytes; `nil` where they cannot be had.
    private var file: (any RandomAccessFile)? {
        if let virtual { return virtual.content }
        return try? LocalFile(path)
    }

    /// The nodata tag, whatever else marks pixels as not valid.
    public var nodata: NoData? { nodata(ofBand: 0) }

    private borrowing func nodata(ofBand number: Int) -> NoData? {
        let band = rawBand(number)
        var isSet: Int32 = 0
        switch GDALGetRasterDataType(band) {
        case GDT_Int64:
            let value = GDALGetRasterNoDataValueAsInt64(band, &isSet)
            return isSet != 0 ? .signed(value) : nil
        case GDT_UInt64:
            let value = GDALGetRasterNoDataValueAsUInt64(band, &isSet)
            return isSet != 0 ? .unsigned(value) : nil
        default:
            let value = GDALGetRasterNoDataValue(band, &isSet)
            guard isSet != 0 else { return nil }
            return PixelType(GDALGetRasterDataType(band)).map { NoData.real(value).asSample(of: $0) } ?? .real(value)
        }
    }

    private borrowing func georeference() throws(GDALError) -> Georeference {
        var numbers = [Double](repeating: 0, count: 6)
        let hasTransform = GDALGetGeoTransform(raw, &numbers) == CE_None
        let transform = GeoTransform(
            originX: numbers[0], pixelWidth: numbers[1], rowRotation: numbers[2], originY: numbers[3],
            columnRotation: numbers[4], pixelHeight: numbers[5])
        // The keys are read only now.
        let crs = try call(
            "understand the coordinate reference system of '\(path)'", of: path, warnings: warnings,
            succeeded: { _ in true }, { GDALGetSpatialRef(raw) })
        return Georeference(
            transform: hasTransform ? transform : nil,
            crs: crs.flatMap { SpatialReference.wkt(of: $0) }
                ?? (virtual == nil ? ProjectionFile.crs(besideRasterAt: path, warnings: warnings) : nil))
    }

    /// Domains that tell how this very file is stored, or that GDAL derives from others.
    private static let derivedDomains: Set = [
        "IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "COLOR_PROFILE", "TIFF",
    ]

    private borrowing func domains() -> [String] {
        let list = GDALGetMetadataDomainList(raw)
        defer { CSLDestroy(list) }
        return strings(list).filter { !Self.derivedDomains.contains($0) }
    }

    private borrowing func metadata() -> [String: [String: String]] {
        var metadata: [String: [String: String]] = [:]
        for domain in domains() where !domain.hasPrefix("xml:") && !domain.hasPrefix("json:") {
            let items = pairs(GDALGetMetadata(raw, domain)).filter { $0.key != "OVERVIEW_RESAMPLING" }
            if !items.isEmpty { metadata[domain] = items }
        }
        return metadata
    }

    private borrowing func documents() -> [String: String] {
        var documents: [String: String] = [:]
        for domain in domains() where domain.hasPrefix("xml:") {
            documents[domain] = GDALGetMetadata(raw, domain).flatMap { strings($0).first }
        }
        return documents
    }
}

/// A C string that GDAL owns; empty where there is none.
private func text(_ string: UnsafePointer<CChar>?) -> String { string.map { String(cString: $0) } ?? "" }
