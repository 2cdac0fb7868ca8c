internal import Diagnostics
internal import Raster
internal import RasterIO

/// How a raster is cut up, so that its making fits into the memory.
struct TilePlan: Hashable {
    /// The raster and its overviews, the largest first.
    let levels: [TileGrid]
    /// Rows of tiles of the raster that are in memory at a time.
    let rowsAtOnce: Int
    /// Threads at work.
    let workers: Int
    /// How the source is read.
    let reading: BlockReadingPlan

    /// Bytes that remembering a tile takes: its place in the spool, and in the file the places and sizes of it and its mask,
    /// as numbers and as they are written.
    private static let bytesPerPlace = MemoryLayout<TilePlace>.stride + 4 * 8 + 4 * 8

    /// - Throws: ``RasterError/refused(_:)`` with the memory needed, where not even the smallest tiles fit.
    init(for source: some RasterSource, options: COGOptions, warnings: Warnings) throws(RasterError) {
        let sides = options.blockSizes(for: source.profile.size)
        var side = sides[0]
        var plan = Self.fitting(source, options, side: side)
        for smaller in sides.dropFirst() where plan.bytes > options.memory {
            side = smaller
            plan = Self.fitting(source, options, side: side)
        }
        guard plan.bytes <= options.memory else {
            let need = MemoryNeed(plan.bytes)
            throw .refused(
                "a raster of \(source.profile.size.width) pixels in width and \(source.profile.bands.count) bands of "
                    + "\(source.profile.type.rawValue) needs \(need.text) of memory for pixels",
                need.remedies(else: .advice("cut it into narrower ones first")))
        }
        if side < sides[0] {
            let need = MemoryNeed(Self.fitting(source, options, side: sides[0]).bytes)
            warnings.add(
                "tiles are \(side) pixels wide instead of \(sides[0]), whose rows need \(need.text) of memory")
        }
        self = plan.plan
    }

    private init(levels: [TileGrid], rowsAtOnce: Int, workers: Int, reading: BlockReadingPlan) {
        self.levels = levels
        self.rowsAtOnce = rowsAtOnce
        self.workers = workers
        self.reading = reading
    }

    /// The plan for tiles of a size, with as many workers as fit, and the memory that it takes.
    private static func fitting(
        _ source: some RasterSource, _ options: COGOptions, side: Int
    ) -> (plan: TilePlan, bytes: Int) {
        let profile = source.profile
        let levels = ([profile.size] + options.overviewSizes(of: profile)).map { TileGrid(size: $0, side: side) }
        let reading = BlockReadingPlan(
            profile.size, in: source.blocks, side: side, scratchBytesPerPixel: source.scratchBytesPerPixel)
        // One row of tiles is read while another is compressed.
        let rowsAtOnce = max(2, reading.tileRowsTouched(side: side))

        let tiles = bytes(ofTiles: levels, profile, rows: min(rowsAtOnce, levels[0].rows))
        let perWorker = Int.sum(
            bytesPerEncoder(side, profile), Int.product(reading.largestRead, source.scratchBytesPerPixel))
        let workers = min(max(1, (options.memory - tiles) / perWorker), options.jobs)
        let plan = TilePlan(levels: levels, rowsAtOnce: rowsAtOnce, workers: workers, reading: reading)
        return (plan, Int.sum(tiles, Int.product(workers, perWorker)))
    }

    /// Bytes that so many rows of tiles of the raster take, the tiles of overviews, and remembering all of them.
    private static func bytes(ofTiles levels: [TileGrid], _ profile: RasterProfile, rows: Int) -> Int {
        // A row of each overview is being put together: together no more than one of the raster.
        let rows = rows + (levels.count > 1 ? 1 : 0)
        return Int.sum(
            Int.product(rows, levels[0].columns, bytesPerTile(levels[0].side, profile)),
            Int.product(Int.sum(levels.map(\.count)), bytesPerPlace))
    }

    private static func bytesPerTile(_ side: Int, _ profile: RasterProfile) -> Int {
        Int.product(side, side, profile.bytesPerPixel)
    }

    /// What is compressed may be a little larger than what it was.
    private static func bytesPerEncoder(_ side: Int, _ profile: RasterProfile) -> Int {
        let tile = bytesPerTile(side, profile)
        return Int.sum(tile, tile / 8)
    }

    /// Bytes that the same tiles of a raster take where nothing is read: each thread has one of them, which it makes and encodes.
    ///
    /// - Parameter scratch: Bytes that making one takes besides.
    func bytesWithoutReading(_ profile: RasterProfile, threads: Int, scratch: Int) -> Int {
        let side = levels[0].side
        let perThread = Int.sum(Self.bytesPerTile(side, profile), Self.bytesPerEncoder(side, profile), scratch)
        return Int.sum(Self.bytes(ofTiles: levels, profile, rows: 0), Int.product(threads, perThread))
    }
}
