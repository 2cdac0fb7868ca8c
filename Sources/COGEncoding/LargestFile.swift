internal import Raster

extension COGOptions {
    /// The most bytes that the file of a raster takes, however badly its pixels compress.
    func largestFile(for profile: RasterProfile) -> Int {
        let tiles = Int.sum(
            ([profile.size] + overviewSizes(of: profile)).map { TileGrid(size: $0, side: side).count })
        let plain = Int.product(side, side, profile.bytesPerPixel)
        let compressed =
            switch compression {
            case .none: plain
            // Noise is stored as it is, between a few bytes for each block.
            case .deflate, .zstd, .lerc: Int.sum(plain, plain / 64)
            // Noise takes 12 bits for a byte; pictures of the best quality may take more than their pixels.
            case .lzw, .webp, .jpeg: Int.sum(plain, plain / 2)
            }
        // Of each tile and its mask the place, the length, the leader and the trailer; of the file its tags.
        return Int.sum(Int.product(tiles, Int.sum(compressed, 64)), 1 << 20)
    }
}
