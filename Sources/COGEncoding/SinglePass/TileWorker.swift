internal import Diagnostics
internal import Raster
internal import RasterIO
internal import Threads

/// One of the threads that make tiles.
final class TileWorker<Source: RasterSource> {
    private let source: Source
    private let flow: Monitor<TileScheduler>
    private let maker: TileMaker
    private let observer: (any ChunkObserver)?
    private var own: (any RasterReader)?

    init(
        _ source: Source, _ flow: Monitor<TileScheduler>, _ maker: TileMaker, observer: (any ChunkObserver)?
    ) {
        self.source = source
        self.flow = flow
        self.maker = maker
        self.observer = observer
    }

    /// Works until there is nothing left to do, for anybody.
    func run(progress: Progress) {
        while true {
            do throws(RasterError) {
                switch flow.wait(for: { $0.next() }) {
                case .finish:
                    return
                case .probe(let rows, let columns, let reader):
                    guard !progress.isCancelled else { throw .cancelled }
                    let isBlank = try reader.areSparse(rows: rows, columns: columns)
                    flow.update { $0.finishProbe(isBlank: isBlank) }
                    for (columns, isBlank) in zip(columns, isBlank) where isBlank {
                        observer?.observe(blank: Window(columns: columns, rows: rows))
                    }
                case .read(let window, let tiles, let reader):
                    guard !progress.isCancelled else { throw .cancelled }
                    try read(window, into: tiles, by: try self.reader(reader))
                    flow.update { $0.finishRead(window, of: tiles) }
                case .encode(let job):
                    guard !progress.isCancelled else { throw .cancelled }
                    let (place, statistics) = try maker.make(job)
                    let share = flow.update { flow in
                        flow.finishEncode(job, at: place, statistics)
                        return flow.tiles.share
                    }
                    progress(share)
                }
            } catch {
                flow.update { $0.fail(error) }
            }
        }
    }

    /// The reader that all have in common, or one's own, opened when there is something to read.
    private func reader(_ common: (any RasterReader)?) throws(RasterError) -> any RasterReader {
        if let reader = common ?? own { return reader }
        let reader = try source.reader()
        own = reader
        return reader
    }

    private func read(_ window: Window, into tiles: [RasterChunk], by reader: any RasterReader) throws(RasterError) {
        for tile in tiles {
            if let part = window.intersection(tile.window) { try reader.read(part, into: tile) }
        }
    }
}
