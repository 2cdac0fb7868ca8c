internal import Codecs
internal import Diagnostics
internal import Files
internal import Raster
internal import RasterIO
internal import Threads

/// One of the threads that make tiles.
final class TileWorker<Source: RasterSource> {
    private let source: Source
    private let flow: Monitor<TileScheduler>
    private let encoder: TileEncoder
    private let spool: Spool
    private let making: EncodingParameters
    private var own: (any RasterReader)?

    init(
        _ source: Source, _ flow: Monitor<TileScheduler>, _ encoder: TileEncoder, _ spool: Spool,
        _ making: EncodingParameters
    ) {
        self.source = source
        self.flow = flow
        self.encoder = encoder
        self.spool = spool
        self.making = making
    }

    /// Works until there is nothing left to do, for anybody.
    func run(progress: Progress) {
        while true {
            do throws(RasterError) {
                switch flow.wait(for: { $0.next() }) {
                case .finish:
                    return
                case .probe(let row, let rows, let columns, let reader):
                    guard !progress.isCancelled else { throw .cancelled }
                    let isBlank = try reader.areSparse(rows: rows, columns: columns)
                    flow.update { $0.finishProbe(ofRow: row, isBlank: isBlank) }
                case .read(let window, let tiles, let reader):
                    guard !progress.isCancelled else { throw .cancelled }
                    try read(window, into: tiles, by: try self.reader(reader))
                    flow.update { $0.finishRead(window, of: tiles) }
                case .encode(let tile, let chunk, let parent):
                    guard !progress.isCancelled else { throw .cancelled }
                    let (place, statistics) = try encode(chunk, parent: parent, isRaster: tile.level == 0)
                    let share = flow.update { flow in
                        flow.finishEncode(tile, chunk, at: place, statistics)
                        return flow.share
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

    /// Everything that is to be done with a tile's pixels, while they are at hand.
    private func encode(
        _ tile: RasterChunk, parent: RasterChunk?, isRaster: Bool
    ) throws(RasterError) -> (TilePlace, [Statistics]) {
        let validity = making.profile.validity
        guard !making.blank.matches(tile) else {
            return (.blank, isRaster ? making.blank.statistics(pixels: tile.window.size.area) : [])
        }
        var statistics: [Statistics] = []
        if isRaster {
            statistics = Array(repeating: Statistics(), count: making.profile.bands.count)
            tile.gather(into: &statistics, validity: validity)
            making.observer?.observe(tile)
        }
        if let parent {
            tile.reduce(by: making.reduction, validity: making.profile.reductionValidity, into: parent)
        }
        let encoded = encoder.encode(tile)
        let offset = try mapError(to: RasterError.file, try spool.append(encoded.bytes))
        let place = TilePlace.spooled(
            offset: offset, size: encoded.size, maskSize: encoded.maskSize, byteCount: encoded.bytes.count)
        return (place, statistics)
    }
}

/// How tiles are made.
struct EncodingParameters: Sendable {
    let profile: RasterProfile
    let blank: BlankTile
    let reduction: OverviewKernel
    let predictor: Predictor
    let observer: (any ChunkObserver)?
}
