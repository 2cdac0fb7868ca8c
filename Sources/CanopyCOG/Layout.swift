internal import Files
internal import GDAL
internal import Raster

/// A way to make a file of a raster. `COGWriter` chooses one.
protocol Layout {
    /// Makes the file at `output`'s temporary.
    func write(
        _ source: some RasterSource, to output: borrowing OutputFile, progress: Progress
    ) throws(COGError) -> Written
}

/// What a layout has found out on the way.
struct Written {
    /// The statistics of each band.
    var statistics: [Statistics]
    /// Whether the pixels are stored as differences.
    var predictor: Bool
}
