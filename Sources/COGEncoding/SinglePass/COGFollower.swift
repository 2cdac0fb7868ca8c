public import Diagnostics
public import Files
internal import GDAL
public import Raster
public import RasterIO
internal import Threads

extension COGWriter {
    /// Has a raster made of the pixels of another one of the same size while that one is written, by the observer that this
    /// gives. It becomes the very file that it would be, were it made of the other one's file.
    ///
    /// - Parameters:
    ///   - derived: The raster.
    ///   - original: The other one, which `writer` is going to write.
    ///   - target: The path that the raster's file is going to have.
    ///   - observer: Who sees the raster's own pixels.
    /// - Returns: `nil` where it is better made of the file: where the two do not get the same tiles, or take more memory
    ///   together than the other one has.
    public func follower(
        making derived: any DerivedRaster, of original: some RasterSource, writtenBy writer: COGWriter,
        for target: String, observer: (any ChunkObserver)? = nil, warnings: Warnings, progress: Progress
    ) throws(RasterError) -> COGFollower? {
        let raster = try settle(derived.profile, as: target, warnings: warnings)
        let other = try writer.settle(original.profile, as: target, warnings: Warnings())
        guard !original.blocks.isSequential,
            SinglePassLayout(other.profile, options: other.options, warnings: Warnings()) != nil,
            let layout = SinglePassLayout(raster.profile, options: raster.options, warnings: warnings)
        else { return nil }
        let source = DerivedSource(derived, of: original, side: raster.options.side)
        let plan = try TilePlan(for: source, options: raster.options, warnings: Warnings())
        let room = try TilePlan(for: original, options: other.options, warnings: Warnings())
        guard plan.levels[0].side == raster.options.side, plan.levels == room.levels else { return nil }
        // With that much less, the other raster must be made in the same way.
        var rest = other.options
        rest.memory -= plan.bytesWithoutReading(
            derived.profile, threads: room.workers, scratch: COGFollower.scratch(derived, side: raster.options.side))
        guard rest.memory >= 0, (try? TilePlan(for: original, options: rest, warnings: Warnings())) == room else {
            return nil
        }
        let making = try layout.parameters(plan, source, observer: observer)
        let spool = try mapError(to: RasterError.file, try Spool(beside: target))
        return COGFollower(raster, layout, plan, making, derived, spool, warnings, progress)
    }

    /// What the file of a raster is going to say of itself, but for its statistics, to those who read it.
    ///
    /// - Parameter target: The path that it is going to have.
    public func description(
        ofFileOf profile: RasterProfile, as target: String
    ) throws(RasterError) -> RasterProfile {
        let raster = try settle(profile, as: target, warnings: Warnings())
        do throws(GDALError) {
            let pixel = try Dataset.onePixelFile(describedAs: raster.profile) { _ in }
            var read = try RasterInput(MemoryFile(pixel, name: target)).dataset().profile()
            read.size = profile.size
            return read
        } catch {
            throw .gdal(error)
        }
    }
}

/// Makes a raster of the tiles of another one, as they are written.
///
/// What goes wrong is never the other one's trouble: it ends the following, and no file comes of it.
public final class COGFollower: ChunkObserver {
    private struct State {
        /// `nil` where something has gone wrong.
        var tiles: TilePyramid?
        /// `nil` where nothing is left to be made of it.
        var derived: (any DerivedRaster)?
        /// Those of threads that are not at it.
        var idle: [Tools] = []
    }

    /// What a thread makes tiles with.
    private struct Tools {
        let deriver: any PixelDeriver
        let maker: TileMaker
    }

    private let raster: SettledRaster
    private let layout: SinglePassLayout
    private let plan: TilePlan
    private let making: EncodingParameters
    private let spool: Spool
    private let warnings: Warnings
    private let progress: Progress
    private let state: Monitor<State>

    /// Rows of pixels that are made at once, so that what it takes stays in the processor's cache.
    private static let rowsAtOnce = 64
    /// Nobody is told: what has gone wrong is seen from what does not come.
    private static let otherTiles = RasterError.refused("these are not the tiles that were planned")

    init(
        _ raster: SettledRaster, _ layout: SinglePassLayout, _ plan: TilePlan, _ making: EncodingParameters,
        _ derived: any DerivedRaster, _ spool: Spool, _ warnings: Warnings, _ progress: Progress
    ) {
        self.raster = raster
        self.layout = layout
        self.plan = plan
        self.making = making
        self.spool = spool
        self.warnings = warnings
        self.progress = progress
        var tiles = TilePyramid(plan.levels, raster.profile, blank: making.blank)
        for _ in 0..<tiles.raster.rows {
            tiles.beginRow(isBlank: Array(repeating: false, count: tiles.raster.columns))
        }
        state = Monitor(State(tiles: tiles, derived: derived))
    }

    /// Bytes that making pixels of a tile takes beside them.
    static func scratch(_ derived: any DerivedRaster, side: Int) -> Int {
        Int.product(side, rowsAtOnce, derived.scratchBytesPerPixel)
    }

    /// Makes the tile that belongs to one of the other raster.
    public func observe(_ chunk: RasterChunk) {
        attempt { () throws(RasterError) in
            guard let tile = state.update({ $0.tiles?.tiles(under: chunk.window) })?.first else { return }
            guard tile.window == chunk.window else { throw Self.otherTiles }
            try use { (deriver, _) throws(RasterError) in
                for row in stride(from: tile.window.y, to: tile.window.rows.upperBound, by: Self.rowsAtOnce) {
                    let rows = row..<min(row + Self.rowsAtOnce, tile.window.rows.upperBound)
                    try deriver.derive(
                        Window(columns: tile.window.columns, rows: rows), from: chunk, into: tile)
                }
            }
            state.update { $0.tiles?.fill(tile.window, of: [tile]) }
            try encode()
        }
    }

    /// Makes nothing of a tile that is blank.
    public func observe(blank window: Window) {
        attempt { () throws(RasterError) in
            let raster = plan.levels[0]
            let tile = TileAddress(level: 0, column: window.x / raster.side, row: window.y / raster.side)
            guard raster.window(of: tile) == window else { throw Self.otherTiles }
            state.update { $0.tiles?.finishBlank(tile) }
            try encode()
        }
    }

    /// Puts the file together, when the other one is written, at the temporary of `output`, which the caller commits once it is
    /// content.
    ///
    /// - Returns: What the file will look like under its final name; `nil` where something has gone wrong before.
    public func finish(to output: borrowing OutputFile) throws(RasterError) -> RasterReport? {
        guard let tiles = state.update({ $0.tiles }), tiles.isFinished else { return nil }
        let written = try layout.assemble(
            DoneTiles(tiles), plan, making, from: spool, to: output, progress: progress)
        return raster.report(written, of: output, warnings: warnings)
    }

    private func attempt(_ work: () throws(RasterError) -> Void) {
        do throws(RasterError) {
            guard !progress.isCancelled else { throw .cancelled }
            try work()
        } catch {
            state.update { $0 = State() }
        }
    }

    /// Encodes the tiles that are complete, and lets go of what is needed no more when all are.
    private func encode() throws(RasterError) {
        while let job = state.update({ $0.tiles?.next() }) {
            let (place, statistics) = try use { (_, maker) throws(RasterError) in try maker.make(job) }
            let share = state.update { state in
                state.tiles?.finish(job, at: place, statistics)
                return state.tiles?.share
            }
            if let share { progress(0.9 * share) }
        }
        state.update { state in
            guard state.tiles?.isFinished == true else { return }
            state.idle = []
            state.derived = nil
            state.tiles?.releaseMemory()
        }
    }

    /// Does something with what a thread makes tiles with.
    private func use<Result>(
        _ body: (any PixelDeriver, TileMaker) throws(RasterError) -> Result
    ) throws(RasterError) -> Result {
        let (idle, derived) = state.update { ($0.idle.popLast(), $0.derived) }
        let mine: Tools
        if let idle {
            mine = idle
        } else if let derived {
            mine = Tools(deriver: try derived.deriver(), maker: try layout.maker(plan, making, to: spool))
        } else {
            throw .cancelled
        }
        let result = try body(mine.deriver, mine.maker)
        state.update { $0.idle.append(mine) }
        return result
    }
}
