internal import Raster
internal import RasterIO

/// What is to be done next to make all tiles of all levels, and what has been done.
///
/// Rectangles of the source are read from the top, a few rows of tiles ahead at most, into the tiles of a ``TilePyramid``.
struct TileScheduler {
    /// A piece of work.
    enum Step {
        /// To ask which tiles of a row have nothing in them, in one question.
        case probe(rows: Range<Int>, columns: [Range<Int>], by: any RasterReader)
        /// To read the window's part of each tile, by the one reader there is or by one's own.
        case read(Window, into: [RasterChunk], by: (any RasterReader)?)
        /// To encode a tile, and to put what it gives of the next overview into its place there.
        case encode(TilePyramid.Job)
        /// There is nothing left to do.
        case finish
    }

    private let plan: TilePlan
    /// Tells which tiles are blank.
    private let prober: any RasterReader

    private var reads: ReadCursor
    /// Whether somebody asks about the row after those that have been begun. A reader is one thread's at a time.
    private var isProbing = false
    private var readsUnderWay = 0

    /// The tiles.
    private(set) var tiles: TilePyramid
    /// What went wrong first.
    private(set) var failure: RasterError?

    init(_ plan: TilePlan, _ tiles: TilePyramid, prober: any RasterReader) {
        self.plan = plan
        self.tiles = tiles
        self.prober = prober
        reads = ReadCursor(plan.reading)
    }

    /// The next step; `nil` while others have to come to an end first.
    mutating func next() -> Step? {
        guard failure == nil else { return .finish }
        if let job = tiles.next() { return .encode(job) }
        if let step = nextRead() { return step }
        return tiles.isFinished ? .finish : nil
    }

    private mutating func nextRead() -> Step? {
        guard !plan.reading.isSequential || (readsUnderWay == 0 && !isProbing) else { return nil }
        while let pixels = reads.rows {
            let last = (pixels.upperBound - 1) / tiles.raster.side
            guard last < tiles.finishedRows + plan.rowsAtOnce else { return nil }
            if tiles.begunRows <= last { return probe() }
            guard let window = reads.next() else { return nil }
            let chunks = tiles.tiles(under: window)
            guard !chunks.isEmpty else { continue }
            readsUnderWay += 1
            return .read(window, into: chunks, by: plan.reading.isSequential ? prober : nil)
        }
        return nil
    }

    /// The question about the next row; `nil` while another is open.
    private mutating func probe() -> Step? {
        guard !isProbing else { return nil }
        isProbing = true
        return .probe(
            rows: tiles.raster.rows(of: tiles.begunRows),
            columns: (0..<tiles.raster.columns).map { tiles.raster.columns(of: $0) }, by: prober)
    }

    /// The next row has been asked about, and is begun.
    mutating func finishProbe(isBlank: [Bool]) {
        isProbing = false
        tiles.beginRow(isBlank: isBlank)
    }

    /// The window's part of these tiles has been read.
    mutating func finishRead(_ window: Window, of chunks: [RasterChunk]) {
        readsUnderWay -= 1
        tiles.fill(window, of: chunks)
    }

    /// The tile has been encoded, and its parent has what it gives.
    ///
    /// - Parameter figures: Its statistics, if it is one of the raster itself.
    mutating func finishEncode(_ job: TilePyramid.Job, at place: TilePlace, _ figures: [Statistics]) {
        tiles.finish(job, at: place, figures)
    }

    /// Takes note of what went wrong; everybody stops.
    mutating func fail(_ error: RasterError) {
        if failure == nil { failure = error }
    }
}
