internal import CGDAL
internal import Raster

extension Dataset {
    /// Makes overviews whose pixels whoever asked for them writes.
    ///
    /// - Parameter levels: How many; each is half of the one before, rounded up.
    public borrowing func addEmptyOverviews(levels: Int) throws(GDALError) {
        try buildOverviews(levels: levels, resampling: "NONE")
    }

    /// Makes overviews and lets GDAL compute their pixels.
    ///
    /// - Parameters:
    ///   - levels: How many; each is half of the one before, rounded up.
    ///   - resampling: GDAL's name of the kernel, such as `CUBIC`.
    public borrowing func buildOverviews(levels: Int, resampling: String) throws(GDALError) {
        guard levels > 0 else { return }
        var factors = (1...levels).map { Int32(1 << $0) }
        try check("add overviews to '\(path)'", of: path, warnings: warnings, failsOnMessage: true) {
            GDALBuildOverviews(raw, resampling, Int32(factors.count), &factors, 0, nil, nil, nil)
        }
    }
}
