import GDAL
import Raster

/// A raster of consecutive numbers.
func writeRaster(
    _ path: String, size: Size = Size(width: 5, height: 4), type: PixelType = .uint8, bands: Int = 1,
    options: [String] = [], as profile: RasterProfile? = nil
) throws(GDALError) {
    let dataset = try Dataset.create(path, size: size, bands: bands, type: type, options: options)
    if let profile { try dataset.describe(as: profile) }
    let buffer = PixelBuffer(type: type, size: size, bands: bands)
    for index in buffer.bytes.indices { buffer.bytes[index] = UInt8(truncatingIfNeeded: index + 1) }
    try dataset.write(Window(size), from: buffer)
    try dataset.close()
}

/// A profile with the size, type and number of bands of ``writeRaster(_:size:type:bands:options:as:)``.
func plainProfile(type: PixelType = .uint8, bands: Int = 1, validity: Validity = .all) -> RasterProfile {
    RasterProfile(
        size: Size(width: 5, height: 4), type: type,
        bands: (0..<bands).map { BandProfile(interpretation: $0 == 0 ? .gray : .undefined) }, validity: validity)
}

/// The square from 0 to `side` in both directions.
func square(_ side: Double) -> String { "POLYGON ((0 0, \(side) 0, \(side) \(side), 0 \(side), 0 0))" }
