internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// How a level of a raster is read within the memory that there is for a picture.
struct StripReadingPlan {
    /// Rows that are read at a time.
    let stripHeight: Int

    /// Bytes that a pixel of a picture takes at most. That is while a relief is shaded: its height, how much of it is
    /// valid, the height again without what is not plausible, the shades of the fine relief, and of the coarse one
    /// heights, slopes (8 bytes), slopes in order and shades. Colors take 28: three values, those in order, and coverage.
    private static let bytesPerPicturePixel = 36
    /// Bytes of a strip where blocks are low.
    private static let usualStrip = 16 << 20

    /// The memory for a picture of this size that no raster makes larger.
    static func pictureBytes(_ size: Size) -> Int { Int.product(size.area, bytesPerPicturePixel) }

    /// - Parameters:
    ///   - source: What is read.
    ///   - bands: How many bands of it.
    ///   - picture: The size of what becomes of it.
    /// - Throws: ``ThumbError/tooLarge(_:)`` with the memory needed, where not even one row fits.
    init(
        _ source: SourceLevel, bands: Int, of dataset: borrowing Dataset, _ profile: RasterProfile, picture: Size,
        memory: Int
    ) throws(ThumbError) {
        do throws(RasterError) {
            try refuseLargeBlocks(of: dataset, level: source.level, memory: memory)
        } catch {
            throw .tooLarge(error.explanation.problem, error.explanation.remedies)
        }
        let width = source.size.width
        // Of each column the samples as numbers, what shows of it, and what it counts.
        let fixed = Int.sum(Self.pictureBytes(picture), Int.product(width, 8 * bands + 8 + 2 * 8))
        let row = Int.product(width, bands * profile.type.byteCount + (profile.validity == .mask ? 1 : 0))
        guard Int.sum(fixed, row) <= memory else {
            let need = MemoryNeed(Int.sum(fixed, row))
            throw .tooLarge(
                "a picture of \(picture) pixels of '\(dataset.path)', \(width) pixels wide, needs \(need.text) of memory",
                need.remedies(and: .smallerPicture))
        }
        let rows = min((memory - fixed) / row, source.size.height)
        let usual = min(max(1, Self.usualStrip / row), rows)
        // Whole rows of blocks, so that none is decoded twice. A raster that is one block is held by GDAL anyway; a copy
        // of it would double that.
        let block = dataset.blockSize(of: source.level).height
        stripHeight = block <= min(1024, rows) ? max(1, usual / block) * block : usual
    }
}
