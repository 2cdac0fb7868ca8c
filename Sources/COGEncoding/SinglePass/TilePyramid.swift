internal import Raster

/// The tiles of all levels: which are begun, complete and done.
///
/// A tile is encoded once all of its pixels are there; it gives its share to the tile above it in the next overview, which
/// becomes complete in the same way. Nothing here depends on which thread does what, so the result does not either.
struct TilePyramid {
    /// A tile to encode.
    struct Job {
        let tile: TileAddress
        let chunk: RasterChunk
        /// Where what it gives of the next overview has its place.
        let parent: RasterChunk?
    }

    /// A tile that is not complete.
    private struct OpenTile {
        /// Its memory; `nil` while everything of it is blank.
        var chunk: RasterChunk?
        /// Pixels, or tiles of the level below, that it lacks.
        var missing: Int
    }

    private let levels: [TileGrid]
    private let blank: BlankTile
    private var pool: TilePool
    private var open: [TileAddress: OpenTile] = [:]
    private var complete: [(TileAddress, RasterChunk)] = []
    private var encodesUnderWay = 0
    /// The rows of tiles of the raster that have been begun, less those at the top that are done.
    private var rows: [TileRow] = []
    /// Rows of tiles of the raster, at the top, that are done.
    private(set) var finishedRows = 0

    /// Where the tiles of each level are, row by row.
    private(set) var places: [[TilePlace]]
    /// The statistics of each band.
    private(set) var statistics: [Statistics]

    init(_ levels: [TileGrid], _ profile: RasterProfile, blank: BlankTile) {
        self.levels = levels
        self.blank = blank
        pool = TilePool(profile, side: levels[0].side)
        places = levels.map { Array(repeating: .blank, count: $0.count) }
        statistics = Array(repeating: Statistics(), count: profile.bands.count)
    }

    /// The tiles of the raster itself.
    var raster: TileGrid { levels[0] }

    /// Rows of tiles of the raster that have been begun.
    var begunRows: Int { finishedRows + rows.count }

    /// The share of the raster's rows of tiles that are done.
    var share: Double { Double(finishedRows) / Double(raster.rows) }

    /// Whether all tiles of all levels are done.
    var isFinished: Bool { finishedRows == raster.rows && encodesUnderWay == 0 && complete.isEmpty }

    /// Begins the next row of tiles of the raster, of which some are blank.
    mutating func beginRow(isBlank: [Bool]) {
        let number = begunRows
        rows.append(TileRow(isBlank: isBlank))
        for (column, isBlank) in isBlank.enumerated() where isBlank {
            finishBlank(TileAddress(level: 0, column: column, row: number))
        }
    }

    /// A tile of the raster is blank.
    mutating func finishBlank(_ tile: TileAddress) {
        guard tile.row >= finishedRows else { return }
        rows[tile.row - finishedRows].finish(
            tile.column, blank.statistics(pixels: raster.window(of: tile).size.area))
        finishChild(of: tile)
        gatherFinishedRows()
    }

    /// The tiles that share pixels with a window, except blank ones.
    mutating func tiles(under window: Window) -> [RasterChunk] {
        var chunks: [RasterChunk] = []
        for row in (window.y / raster.side)...((window.rows.upperBound - 1) / raster.side) where row >= finishedRows {
            let isBlank = rows[row - finishedRows].isBlank
            for column in (window.x / raster.side)...((window.columns.upperBound - 1) / raster.side)
            where !isBlank[column] {
                let tile = TileAddress(level: 0, column: column, row: row)
                let pixels = raster.window(of: tile)
                let chunk = open[tile]?.chunk ?? pool.take(for: pixels)
                if open[tile] == nil { open[tile] = OpenTile(chunk: chunk, missing: pixels.size.area) }
                chunks.append(chunk)
            }
        }
        return chunks
    }

    /// The window's part of these tiles is there.
    mutating func fill(_ window: Window, of tiles: [RasterChunk]) {
        for chunk in tiles {
            let tile = TileAddress(
                level: 0, column: chunk.window.x / raster.side, row: chunk.window.y / raster.side)
            open[tile]?.missing -= window.intersection(chunk.window)?.size.area ?? 0
            closeIfComplete(tile)
        }
    }

    /// A tile that is complete; `nil` where there is none. It counts as begun.
    mutating func next() -> Job? {
        guard let (tile, chunk) = complete.popLast() else { return nil }
        encodesUnderWay += 1
        return Job(tile: tile, chunk: chunk, parent: parent(of: tile))
    }

    /// The tile has been encoded, and its parent has what it gives.
    ///
    /// - Parameter figures: Its statistics, if it is one of the raster itself.
    mutating func finish(_ job: Job, at place: TilePlace, _ figures: [Statistics]) {
        let tile = job.tile
        encodesUnderWay -= 1
        pool.give(job.chunk)
        places[tile.level][tile.row * levels[tile.level].columns + tile.column] = place
        if tile.level == 0 {
            rows[tile.row - finishedRows].finish(tile.column, figures)
            gatherFinishedRows()
        }
        finishChild(of: tile)
    }

    /// Keeps no memory for tiles to come.
    mutating func releaseMemory() { pool.empty() }

    private mutating func gatherFinishedRows() {
        while let row = rows.first, row.isFinished {
            row.gather(into: &statistics)
            rows.removeFirst()
            finishedRows += 1
        }
    }

    /// The tile above a tile lacks one less.
    private mutating func finishChild(of tile: TileAddress) {
        let parent = tile.parent
        guard levels.indices.contains(parent.level) else { return }
        var state = open[parent] ?? OpenTile(missing: children(of: parent))
        state.missing -= 1
        open[parent] = state
        closeIfComplete(parent)
    }

    private mutating func closeIfComplete(_ tile: TileAddress) {
        guard let state = open[tile], state.missing == 0 else { return }
        open[tile] = nil
        if let chunk = state.chunk {
            complete.append((tile, chunk))
        } else {
            // Its place says already that it is blank.
            finishChild(of: tile)
        }
    }

    /// The memory of the tile above, blank until somebody writes it.
    private mutating func parent(of tile: TileAddress) -> RasterChunk? {
        let parent = tile.parent
        guard levels.indices.contains(parent.level) else { return nil }
        var state = open[parent] ?? OpenTile(missing: children(of: parent))
        if let chunk = state.chunk { return chunk }
        let chunk = pool.take(for: levels[parent.level].window(of: parent))
        blank.fill(chunk)
        state.chunk = chunk
        open[parent] = state
        return chunk
    }

    /// How many tiles of the level below make up a tile.
    private func children(of tile: TileAddress) -> Int {
        let below = levels[tile.level - 1]
        return min(2, below.columns - 2 * tile.column) * min(2, below.rows - 2 * tile.row)
    }
}
