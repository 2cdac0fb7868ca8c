/// A rectangle of a raster: its samples and, where the raster has a mask, the mask.
///
/// Its memory may hold more columns and rows than the rectangle has, as a tile's does at the rim of a raster.
public struct RasterChunk: Sendable {
    /// The pixels of the raster that the chunk holds.
    public let window: Window
    /// The samples of all bands; the window's first pixel is the first.
    public let pixels: PixelBuffer
    /// One byte for each pixel, 0 or 255, laid out as the samples are; only where the raster's validity is a mask.
    public let mask: PixelBuffer?

    /// A rectangle of which the memory is there already.
    ///
    /// - Parameters:
    ///   - window: The pixels of the raster.
    ///   - pixels: At least as many columns and rows; the window's first pixel is its first.
    ///   - mask: One band of bytes, of the size of `pixels`.
    public init(window: Window, pixels: PixelBuffer, mask: PixelBuffer?) {
        precondition(window.width <= pixels.size.width && window.height <= pixels.size.height)
        precondition(mask.map { $0.size == pixels.size } ?? true)
        self.window = window
        self.pixels = pixels
        self.mask = mask
    }

    /// A rectangle of zeros.
    public init(window: Window, type: PixelType, bands: Int, hasMask: Bool) {
        self.init(
            window: window, pixels: PixelBuffer(type: type, size: window.size, bands: bands),
            mask: hasMask ? PixelBuffer(type: .uint8, size: window.size, bands: 1) : nil)
    }

    /// A rectangle of zeros in a raster.
    public init(window: Window, of profile: RasterProfile) {
        self.init(
            window: window, type: profile.type, bands: profile.bands.count, hasMask: profile.validity == .mask)
    }

    /// Whole rows of a raster, all zeros.
    public init(rows: Range<Int>, of profile: RasterProfile) {
        self.init(window: Window(profile.size).strip(rows), of: profile)
    }

    /// The number of a pixel in the chunk's memory. Column and row are the raster's.
    @inline(__always)
    public func index(column: Int, row: Int) -> Int {
        (row - window.y) * pixels.size.width + column - window.x
    }
}
