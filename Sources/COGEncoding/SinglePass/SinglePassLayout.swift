internal import Codecs
internal import Diagnostics
internal import Files
internal import Raster
internal import RasterIO
internal import Threads

/// Lays out the file itself: every block of the source is decompressed once, every tile compressed once.
///
/// Tiles of all levels go to a spool as they become complete. At the end all sizes are known: front matter first, then
/// the levels' tiles, the smallest overview first, copied from the spool in the kernel.
struct SinglePassLayout: COGLayout {
    private let profile: RasterProfile
    private let options: COGOptions
    private let format: BlockCompressor.Format
    private let reduction: OverviewKernel
    private let warnings: Warnings

    /// - Returns: `nil` where the options ask for something that GDAL does.
    init?(_ profile: RasterProfile, options: COGOptions, warnings: Warnings) {
        guard options.format == .cog, let format = options.compression.blocks(level: options.level),
            let reduction = options.overviewResampling.reduction(for: profile)
        else { return nil }
        self.profile = profile
        self.options = options
        self.format = format
        self.reduction = reduction
        self.warnings = warnings
    }

    func write(
        _ source: some RasterSource, to output: borrowing OutputFile, observer: (any ChunkObserver)?,
        progress: Progress
    ) throws(RasterError) -> Written {
        let plan = try TilePlan(for: source, options: options, warnings: warnings)
        let making = try parameters(plan, source, observer: observer)
        progress.claimMachine()
        let spool = try mapError(to: RasterError.file, try Spool(beside: output.target))
        let tiles = try tiles(plan, of: source, making, to: spool, progress: progress)
        // What is left is to copy bytes, in the order of a file.
        progress.releaseMachine()
        return try assemble(tiles, plan, making, from: spool, to: output, progress: progress)
    }

    /// How tiles are made, which a sample of them decides.
    func parameters(
        _ plan: TilePlan, _ source: some RasterSource, observer: (any ChunkObserver)?
    ) throws(RasterError) -> EncodingParameters {
        EncodingParameters(
            profile: profile, blank: BlankTile(profile), reduction: reduction, predictor: try predictor(plan, source),
            observer: observer)
    }

    /// Who makes tiles on one thread.
    func maker(_ plan: TilePlan, _ making: EncodingParameters, to spool: Spool) throws(RasterError) -> TileMaker {
        TileMaker(try encoder(plan, of: making.predictor), to: spool, making)
    }

    /// Puts the file together of tiles that are all done.
    func assemble(
        _ tiles: DoneTiles, _ plan: TilePlan, _ making: EncodingParameters, from spool: Spool,
        to output: borrowing OutputFile, progress: Progress
    ) throws(RasterError) -> Written {
        let tile = RasterChunk(
            window: Window(Size(width: plan.levels[0].side, height: plan.levels[0].side)), of: profile)
        making.blank.fill(tile)
        let encoder = try encoder(plan, of: making.predictor)
        // What is encoded is the encoder's memory.
        let blank = withExtendedLifetime(encoder) { SparseTile(encoder.encode(tile)) }
        let assembly = COGAssembler(
            levels: zip(plan.levels, tiles.places).map { TiledLevel(grid: $0, places: $1) },
            blank: blank, compression: options.compression, predictor: making.predictor)
        let tags = try mapError(
            to: RasterError.gdal,
            try FileTags(
                profile, statistics: tiles.statistics, resampling: options.overviewResampling.name(for: profile)))
        try assembly.write(
            to: output, tags: tags, hasMask: profile.validity == .mask, options.bigTIFF, from: spool,
            threads: plan.workers)
        progress(1)
        return Written(statistics: tiles.statistics, predictor: making.predictor != .none)
    }

    /// Makes the tiles of all levels. The memory that it takes is free again then.
    private func tiles(
        _ plan: TilePlan, of source: some RasterSource, _ making: EncodingParameters, to spool: Spool,
        progress: Progress
    ) throws(RasterError) -> DoneTiles {
        let tiles = TilePyramid(plan.levels, profile, blank: making.blank)
        let flow = Monitor(TileScheduler(plan, tiles, prober: try source.reader()))
        try source.expect { () throws(RasterError) in try windows(of: plan, source) }
        Workers.run(plan.workers) { _ in
            do throws(RasterError) {
                TileWorker(source, flow, try self.maker(plan, making, to: spool), observer: making.observer).run(
                    progress: progress.part(0...0.9))
            } catch {
                flow.update { $0.fail(error) }
            }
        }
        let (done, failure) = flow.update { (DoneTiles($0.tiles), $0.failure) }
        if let failure { throw failure }
        guard !progress.isCancelled else { throw .cancelled }
        return done
    }

    /// The windows of the source that are going to be read, in their order.
    private func windows(of plan: TilePlan, _ source: some RasterSource) throws(RasterError) -> [Window] {
        let reader = try source.reader()
        let columns = plan.reading.columns
        var windows: [Window] = []
        for band in 0..<plan.reading.bands {
            let rows = plan.reading.rows(of: band)
            for (columns, isSparse) in zip(columns, try reader.areSparse(rows: rows, columns: columns)) where !isSparse
            {
                windows.append(Window(columns: columns, rows: rows))
            }
        }
        return windows
    }

    private func encoder(_ plan: TilePlan, of predictor: Predictor) throws(RasterError) -> TileEncoder {
        guard
            let encoder = TileEncoder(profile, side: plan.levels[0].side, predictor: predictor, format: format)
        else {
            throw .refused("there is no memory for \(plan.workers) compressors", [.jobs(1)])
        }
        return encoder
    }

    private func predictor(_ plan: TilePlan, _ source: some RasterSource) throws(RasterError) -> Predictor {
        let predictor = Predictor(for: profile.type)
        guard options.compression.takesPredictor, options.predictor != .no else { return .none }
        guard options.predictor == .auto else { return predictor }
        let trial = PredictorSelection(profile: profile, grid: plan.levels[0])
        let threads = source.blocks.isSequential ? 1 : plan.workers
        let pays = try trial.differencingPays(source, threads: threads) { () throws(RasterError) in
            (plain: try encoder(plan, of: .none), differences: try encoder(plan, of: predictor))
        }
        return pays ? predictor : .none
    }
}

/// What is known when all tiles of all levels are done.
struct DoneTiles {
    /// Where those of each level are, row by row.
    let places: [[TilePlace]]
    /// The statistics of each band.
    let statistics: [Statistics]

    init(_ tiles: TilePyramid) {
        places = tiles.places
        statistics = tiles.statistics
    }
}

extension Compression {
    /// How canopy compresses blocks; `nil` where GDAL does it.
    fileprivate func blocks(level: Int?) -> BlockCompressor.Format? {
        switch (self, level ?? defaultLevel) {
        case (.none, _): BlockCompressor.Format.none
        case (.deflate, let level?): .deflate(level: level)
        case (.zstd, let level?): .zstd(level: level)
        default: nil
        }
    }
}
