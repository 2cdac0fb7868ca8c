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
}
