internal import CGDAL
public import Raster

/// What GDAL says about values that stand row by row, those that are not valid being NaN.
///
/// The values are handed over in memory, so that what GDAL of one version makes of masks, alpha bands and nodata values
/// has no part in its opinion.
public struct Opinion: Sendable {
    private let values: [Double]
    private let size: Size

    /// GDAL's opinion about these values.
    public init(on values: [Double], size: Size) {
        self.values = values
        self.size = size
    }

    /// What GDALComputeRasterStatistics finds.
    public struct Statistics: Sendable {
        /// Least value.
        public let minimum: Double
        /// Greatest value.
        public let maximum: Double
        /// Mean.
        public let mean: Double
        /// Standard deviation.
        public let deviation: Double
    }

    /// The statistics; at least one value must be valid.
    public func statistics() throws -> Statistics {
        try quietly {
            let raster = try MemoryRaster.of(values, size: size)
            var minimum = 0.0
            var maximum = 0.0
            var mean = 0.0
            var deviation = 0.0
            try require(
                GDALComputeRasterStatistics(raster.band, 0, &minimum, &maximum, &mean, &deviation, nil, nil),
                "compute statistics")
            return Statistics(minimum: minimum, maximum: maximum, mean: mean, deviation: deviation)
        }
    }

    /// The first overview as GDAL averages it; NaN where nothing is valid.
    public func overview() throws -> [Double] {
        try quietly {
            let raster = try MemoryRaster.of(values, size: size)
            var factor: Int32 = 2
            try require(
                GDALBuildOverviews(raster.handle, "AVERAGE", 1, &factor, 0, nil, nil, nil), "build an overview")
            return try raster.doubles(of: GDALGetOverview(raster.band, 0))
        }
    }

    /// The values in another size, each the mean of what it covers; NaN where nothing is valid.
    ///
    /// Columns first, then rows: where columns halve, GDAL takes whole rows, too, though they do not.
    public func resampled(to target: Size) throws -> [Double] {
        try quietly {
            let narrow = Size(width: target.width, height: size.height)
            let columns = try MemoryRaster.of(values, size: size).doubles(resampledTo: narrow)
            return try MemoryRaster.of(columns, size: narrow).doubles(resampledTo: target)
        }
    }

    /// The values on another grid, as `gdalwarp -r bilinear -et 0 -novshift` brings them there; NaN where nothing is valid.
    ///
    /// - Parameter scale: Pixels of the target per pixel of these values, across and down: GDAL's kernel is wider where they
    ///   are less than 1.
    public func warped(
        from source: Georeference, to target: Georeference, size targetSize: Size,
        scale: (x: Double, y: Double)
    ) throws -> [Double] {
        try quietly {
            let from = try MemoryRaster.of(values, size: size, at: source)
            let to = try MemoryRaster.of(
                [Double](repeating: .nan, count: targetSize.area), size: targetSize, at: target)
            let words = [
                "-r", "bilinear", "-et", "0", "-novshift", "-wo", "XSCALE=\(scale.x)", "-wo", "YSCALE=\(scale.y)",
            ]
            var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
            for word in words { list = CSLAddString(list, word) }
            defer { CSLDestroy(list) }
            guard let options = GDALWarpAppOptionsNew(list, nil) else { throw OracleError("take options") }
            defer { GDALWarpAppOptionsFree(options) }
            var sources: [GDALDatasetH?] = [from.handle]
            var misused: Int32 = 0
            guard GDALWarp(nil, to.handle, 1, &sources, options, &misused) != nil, misused == 0 else {
                throw OracleError("warp")
            }
            return try to.doubles()
        }
    }
}
