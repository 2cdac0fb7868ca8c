internal import CGDAL
public import Raster

extension Dataset {
    /// The bytes that a tile takes up when GDAL compresses it.
    ///
    /// - Parameter predictor: TIFF's number: 1 for none, 2 for horizontal differences, 3 for floating-point ones.
    public static func compressedSize(
        of tile: PixelBuffer, compression: String, predictor: Int
    ) throws(GDALError) -> Int {
        let path = "/vsimem/canopy-\(UInt64.random(in: .min ... .max)).tif"
        defer { VSIUnlink(path) }
        // One strip, which like a tile is compressed whole.
        let dataset = try Dataset.create(
            path, size: tile.size, bands: tile.bands, type: tile.type,
            options: [
                "COMPRESS=\(compression)", "PREDICTOR=\(predictor)", "INTERLEAVE=PIXEL",
                "BLOCKYSIZE=\(tile.size.height)",
            ])
        try dataset.write(Window(tile.size), from: tile)
        try dataset.close()
        var length: vsi_l_offset = 0
        _ = VSIGetMemFileBuffer(path, &length, 0)
        return Int(length)
    }

    /// The bytes of a GeoTIFF of one pixel that says of itself what `profile` says.
    ///
    /// - Parameter addition: Adds to the description.
    public static func onePixelFile(
        describedAs profile: RasterProfile, addition: (borrowing Dataset) throws(GDALError) -> Void
    ) throws(GDALError) -> [UInt8] {
        var profile = profile
        profile.size = Size(width: 1, height: 1)
        // A copy, so that the driver itself finds out how colors and alpha are declared.
        let pixel = try Dataset.create(
            "", driver: "MEM", size: profile.size, bands: profile.bands.count, type: profile.type)
        try pixel.describe(as: profile)
        try addition(pixel)
        let path = "/vsimem/canopy-\(UInt64.random(in: .min ... .max)).tif"
        defer { for file in [path, path + ".aux.xml"] { VSIUnlink(file) } }
        try pixel.copy(to: path, driver: "GTiff", options: ["INTERLEAVE=PIXEL"]) { _ in true }
        var length: vsi_l_offset = 0
        guard let bytes = VSIGetMemFileBuffer(path, &length, 0) else {
            throw GDALError("describe the raster", reason: "GDAL gives no reason")
        }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }

    /// The coordinate reference system that is read back from a GeoTIFF in which that of this WKT was written; `nil` where
    /// its tags have no place for it.
    public static func systemRead(fromTagsOf wkt: String) throws(GDALError) -> String? {
        let path = "/vsimem/canopy-\(UInt64.random(in: .min ... .max)).tif"
        // What the tags cannot hold, GDAL would put beside the file.
        let aside = path + ".aux.xml"
        defer { for file in [path, aside] { VSIUnlink(file) } }
        let pixel = try create(path, size: Size(width: 1, height: 1), bands: 1, type: .uint8)
        try pixel.describe(
            as: RasterProfile(
                size: pixel.size, type: .uint8, bands: [BandProfile(interpretation: .gray)],
                georeference: Georeference(
                    transform: GeoTransform(originX: 0, pixelWidth: 1, originY: 0, pixelHeight: -1), crs: wkt)))
        try pixel.close()
        VSIUnlink(aside)
        return try open(path).profile().georeference.crs
    }
}
