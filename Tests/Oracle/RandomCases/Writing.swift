internal import COGEncoding
internal import CanopyTesting
internal import GDAL

extension COGOptions {
    /// Options that change the file but never a pixel.
    init(using generator: inout SeededGenerator) {
        self.init()
        let lossless: [Compression] = [.deflate, .deflate, .deflate, .zstd, .lzw, .none]
        compression = generator.one(
            of: lossless.filter { $0 == .none || GDALLibrary.supports(compression: $0.rawValue.uppercased()) })
        predictor = compression.takesPredictor ? generator.one(of: PredictorChoice.allCases) : .auto
        blockSize = generator.one(of: [128, 256, 512, 512, nil, nil])
        format = generator.chance(0.9) ? .cog : .gtiff
        jobs = generator.whole(1...3)
        memory = generator.one(of: [512 << 20, 8 << 20])
    }
}
