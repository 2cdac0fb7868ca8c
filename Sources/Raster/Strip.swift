/// A run of whole rows of a raster: its samples and, where the raster has a mask, the mask.
public struct Strip: ~Copyable, Sendable {
    /// The rows of the raster that the strip holds.
    public let rows: Range<Int>
    /// The samples of all bands.
    public var pixels: PixelBuffer
    /// One byte for each pixel, 0 or 255; only where the raster's validity is a mask.
    public var mask: PixelBuffer?

    /// A strip of zeros for the given rows of a raster.
    public init(rows: Range<Int>, of profile: RasterProfile) {
        self.rows = rows
        let size = Size(width: profile.size.width, height: rows.count)
        pixels = PixelBuffer(type: profile.type, size: size, bands: profile.bands.count)
        mask = profile.validity == .mask ? PixelBuffer(type: .uint8, size: size, bands: 1) : nil
    }
}
