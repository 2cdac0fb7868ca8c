internal import Raster
internal import RasterIO

/// What is to be done next to make all tiles of all levels, and what has been done.
///
/// Rectangles of the source are read from the top, a few rows of tiles ahead at most. A tile is encoded once all of its
/// pixels are there; it gives its share to the tile above it in the next overview, which becomes complete in the same way.
/// Nothing here depends on which thread does what, so the result does not either.
struct TileScheduler {
    /// A piece of work.
    enum Step {
        /// To ask which tiles of a row have nothing in them, in one question.
        case probe(row: Int, rows: Range<Int>, columns: [Range<Int>], by: any RasterReader)
        /// To read the window's part of each tile, by the one reader there is or by one's own.
        case read(Window, into: [RasterChunk], by: (any RasterReader)?)
        /// To encode a tile, and to put what it gives of the next overview into its place there.
        case encode(TileAddress, RasterChunk, parent: RasterChunk?)
        /// There is nothing left to do.
        case finish
    }

    /// A tile that is not complete.
    private struct OpenTile {
        /// Its memory; `nil` while everything of it is blank.
        var chunk: RasterChunk?
        /// Pixels, or tiles of the level below, that it lacks.
        var missing: Int
    }

    private let plan: TilePlan
    private let blank: BlankTile
    /// Tells which tiles are blank.
    private let prober: any RasterReader
    private var pool: TilePool

    private var reads: ReadCursor
    /// Whether somebody asks about the row after those that have been begun. A reader is one thread's at a time.
    private var isProbing = false
    private var readsUnderWay = 0
    private var open: [TileAddress: OpenTile] = [:]
    private var complete: [(TileAddress, RasterChunk)] = []
    private var encodesUnderWay = 0
    /// The rows of tiles of the raster that have been begun, less those at the top that are done.
    private var rows: [TileRow] = []
    private var finishedRows = 0

    /// Where the tiles of each level are, row by row.
    private(set) var places: [[TilePlace]]
    /// The statistics of each band.
    private(set) var statistics: [Statistics]
    /// What went wrong first.
    private(set) var failure: RasterError?

    init(_ plan: TilePlan, _ profile: RasterProfile, blank: BlankTile, prober: any RasterReader) {
        self.plan = plan
        self.blank = blank
        self.prober = prober
        pool = TilePool(profile, side: plan.levels[0].side)
        reads = ReadCursor(plan.reading)
        places = plan.levels.map { Array(repeating: .blank, count: $0.count) }
        statistics = Array(repeating: Statistics(), count: profile.bands.count)
    }

    private var raster: TileGrid { plan.levels[0] }

    /// The share of the raster's rows of tiles that are done.
    var share: Double { Double(finishedRows) / Double(raster.rows) }

    /// The next step; `nil` while others have to come to an end first.
    mutating func next() -> Step? {
        guard failure == nil else { return .finish }
        if let step = nextEncode() { return step }
        if let step = nextRead() { return step }
        return finishedRows == raster.rows && encodesUnderWay == 0 ? .finish : nil
    }

    private mutating func nextEncode() -> Step? {
        guard let (tile, chunk) = complete.popLast() else { return nil }
        encodesUnderWay += 1
        return .encode(tile, chunk, parent: parent(of: tile))
    }

    /// Takes note of what went wrong; everybody stops.
    mutating func fail(_ error: RasterError) {
        if failure == nil { failure = error }
    }
}

// MARK: Reading

extension TileScheduler {
    private mutating func nextRead() -> Step? {
        guard !plan.reading.isSequential || (readsUnderWay == 0 && !isProbing) else { return nil }
        while let pixels = reads.rows {
            let last = (pixels.upperBound - 1) / raster.side
            guard last < finishedRows + plan.rowsAtOnce else { return nil }
            if finishedRows + rows.count <= last { return probe() }
            guard let window = reads.next() else { return nil }
            let tiles = tiles(under: window)
            guard !tiles.isEmpty else { continue }
            readsUnderWay += 1
            return .read(window, into: tiles, by: plan.reading.isSequential ? prober : nil)
        }
        return nil
    }

    /// The question about the next row; `nil` while another is open.
    private mutating func probe() -> Step? {
        guard !isProbing else { return nil }
        isProbing = true
        let number = finishedRows + rows.count
        return .probe(
            row: number, rows: raster.rows(of: number), columns: (0..<raster.columns).map { raster.columns(of: $0) },
            by: prober)
    }

    /// The row has been asked about, and is begun.
    mutating func finishProbe(ofRow number: Int, isBlank: [Bool]) {
        isProbing = false
        var row = TileRow(isBlank: isBlank)
        for (column, isBlank) in row.isBlank.enumerated() where isBlank {
            let tile = TileAddress(level: 0, column: column, row: number)
            row.finish(column, blank.statistics(pixels: raster.window(of: tile).size.area))
            finishChild(of: tile)
        }
        rows.append(row)
        gatherFinishedRows()
    }

    /// The tiles that share pixels with a window, except blank ones.
    private mutating func tiles(under window: Window) -> [RasterChunk] {
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

    /// The window's part of these tiles has been read.
    mutating func finishRead(_ window: Window, of tiles: [RasterChunk]) {
        readsUnderWay -= 1
        for chunk in tiles {
            let tile = TileAddress(
                level: 0, column: chunk.window.x / raster.side, row: chunk.window.y / raster.side)
            open[tile]?.missing -= window.intersection(chunk.window)?.size.area ?? 0
            closeIfComplete(tile)
        }
    }
}

// MARK: Encoding

extension TileScheduler {
    /// The tile has been encoded, and its parent has what it gives.
    ///
    /// - Parameter figures: Its statistics, if it is one of the raster itself.
    mutating func finishEncode(
        _ tile: TileAddress, _ chunk: RasterChunk, at place: TilePlace, _ figures: [Statistics]
    ) {
        encodesUnderWay -= 1
        pool.give(chunk)
        places[tile.level][tile.row * plan.levels[tile.level].columns + tile.column] = place
        if tile.level == 0 {
            rows[tile.row - finishedRows].finish(tile.column, figures)
            gatherFinishedRows()
        }
        finishChild(of: tile)
    }

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
        guard plan.levels.indices.contains(parent.level) else { return }
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
        guard plan.levels.indices.contains(parent.level) else { return nil }
        var state = open[parent] ?? OpenTile(missing: children(of: parent))
        if let chunk = state.chunk { return chunk }
        let chunk = pool.take(for: plan.levels[parent.level].window(of: parent))
        blank.fill(chunk)
        state.chunk = chunk
        open[parent] = state
        return chunk
    }

    /// How many tiles of the level below make up a tile.
    private func children(of tile: TileAddress) -> Int {
        let below = plan.levels[tile.level - 1]
        return min(2, below.columns - 2 * tile.column) * min(2, below.rows - 2 * tile.row)
    }
}
