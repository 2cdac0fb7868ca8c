public import GDAL
public import Raster

/// A raster that comes into being row by row, from the top: the crop of a file, the difference of two, or a file itself.
public protocol RasterSource: ~Copyable {
    /// Everything about the raster but its samples.
    var profile: RasterProfile { get }

    /// Bytes that making one pixel takes beside the pixel itself.
    var scratchBytesPerPixel: Int { get }

    /// Fills a strip with its rows. Strips are asked for in order, and each row once.
    mutating func read(into strip: Strip) throws(GDALError)
}

extension RasterSource where Self: ~Copyable {
    /// None, for sources that read pixels into their place.
    public var scratchBytesPerPixel: Int { 0 }
}
