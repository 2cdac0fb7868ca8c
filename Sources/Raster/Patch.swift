/// A run of whole rows of a raster: its samples and, where the raster has a mask, the mask.
public struct Strip: Sendable {
    /// The rows of the raster that the strip holds.
    public let rows: Range<Int>
    /// The samples of all bands.
    public let pixels: PixelBuffer
    /// One byte for each pixel, 0 or 255; only where the raster's validity is a mask.
    public let mask: PixelBuffer?

    /// A strip of zeros for the given rows of a raster that is `width` pixels wide.
    public init(rows: Range<Int>, width: Int, type: PixelType, bands: Int, hasMask: Bool) {
        self.rows = rows
        let size = Size(width: width, height: rows.count)
        pixels = PixelBuffer(type: type, size: size, bands: bands)
        mask = hasMask ? PixelBuffer(type: .uint8, size: size, bands: 1) : nil
    }

    /// A strip of zeros for the given rows of a raster.
    public init(rows: Range<Int>, of profile: RasterProfile) {
        self.init(
            rows: rows, width: profile.size.width, type: profile.type, bands: profile.bands.count,
            hasMask: profile.validity == .mask)
    }

    /// Columns.
    public var width: Int { pixels.size.width }
}
