internal import Codecs
internal import GDAL
internal import Raster
internal import TIFF

/// Where every tile will stand in the file: the smallest overview's first, each level row by row.
struct TileOffsets {
    private struct Level {
        let grid: TileGrid
        var offsets: [Int] = []
        var sizes: [Int] = []
        var maskOffsets: [Int] = []
        var maskSizes: [Int] = []
    }

    private var levels: [Level] = []
    /// Where the last tile ends.
    private(set) var end: Int

    /// - Parameter start: Where the first tile begins.
    init(levels: [TiledLevel], blank: SparseTile, start: Int) {
        end = start
        for tiles in levels.reversed() {
            var level = Level(grid: tiles.grid)
            for place in tiles.places {
                let (size, maskSize, count) =
                    switch place {
                    case .blank: (blank.size, blank.maskSize, blank.bytes.count)
                    case .spooled(_, let size, let maskSize, let count): (size, maskSize, count)
                    }
                // Readers are led past the leader.
                let first = end + EncodedTile.leader
                level.offsets.append(first)
                level.sizes.append(size)
                if maskSize > 0 {
                    level.maskOffsets.append(first + size + EncodedTile.trailer + EncodedTile.leader)
                    level.maskSizes.append(maskSize)
                }
                end += count
            }
            self.levels.insert(level, at: 0)
        }
    }

    /// The directories in GDAL's order: the image, its mask, the overviews, their masks.
    func directories(
        _ tags: FileTags, compression: Compression, _ predictor: Predictor, _ variant: TIFFVariant, hasMask: Bool
    ) -> [IFD] {
        func image(_ number: Int) -> IFD {
            let level = levels[number]
            let storage = TileStorage(
                grid: level.grid, compression: compression, predictor: predictor, variant: variant,
                offsets: level.offsets, sizes: level.sizes)
            return tags.directory(storage, isReduced: number > 0)
        }
        func mask(_ number: Int) -> IFD {
            let level = levels[number]
            let storage = TileStorage(
                grid: level.grid, compression: compression, predictor: .none, variant: variant,
                offsets: level.maskOffsets, sizes: level.maskSizes)
            return tags.maskDirectory(storage, isReduced: number > 0)
        }
        let overviews = 1..<levels.count
        guard hasMask else { return [image(0)] + overviews.map(image) }
        return [image(0), mask(0)] + overviews.map(image) + overviews.map(mask)
    }
}
