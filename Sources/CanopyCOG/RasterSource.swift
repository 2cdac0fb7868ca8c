public import GDAL
public import Raster

/// A raster that comes into being row by row, from the top: the crop of a file, the difference of two, or a file itself.
public protocol RasterSource: ~Copyable {
    /// Everything about the raster but its samples.
    var profile: RasterProfile { get }

    /// Fills a strip with its rows. Strips are asked for in order, and each row once.
    mutating func read(into strip: Strip) throws(GDALError)
}
