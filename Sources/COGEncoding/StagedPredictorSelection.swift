internal import GDAL
internal import Raster

/// Whether storing differences pays.
enum StagedPredictorSelection {
    /// Tiles that are tried.
    private static let samples = 8
    private static let side = 256

    /// Decides for a raster by compressing a sample of its own tiles both ways: smooth photographs and surfaces gain a
    /// quarter, surfaces gridded from lidar or quantized lose as much.
    static func choose(
        _ choice: PredictorChoice, for compression: Compression, from dataset: borrowing Dataset,
        _ profile: RasterProfile
    ) throws(GDALError) -> Bool {
        guard compression.takesPredictor else { return false }
        switch choice {
        case .yes: return true
        case .no: return false
        case .auto: break
        }
        var plain = 0
        var differences = 0
        for window in windows(of: profile.size) {
            let tile = PixelBuffer(type: profile.type, size: window.size, bands: profile.bands.count)
            try dataset.read(window, into: tile)
            plain += try Dataset.compressedSize(of: tile, compression: compression.gdal, predictor: 1)
            differences += try Dataset.compressedSize(
                of: tile, compression: compression.gdal, predictor: profile.type.isFloat ? 3 : 2)
        }
        return differences < plain
    }

    /// Windows spread evenly over the raster, away from its corners, where there is often nothing.
    private static func windows(of size: Size) -> [Window] {
        (0..<samples).map { number in
            let width = min(side, size.width)
            let height = min(side, size.height)
            // Along both diagonals.
            let along = (Double(number / 2) + 0.5) / Double(samples / 2)
            let across = number.isMultiple(of: 2) ? along : 1 - along
            return Window(
                x: Int(clamping: along * Double(size.width - width)),
                y: Int(clamping: across * Double(size.height - height)), width: width, height: height)
        }
    }
}
