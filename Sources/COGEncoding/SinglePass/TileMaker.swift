internal import Codecs
internal import Diagnostics
internal import Files
internal import Raster
internal import RasterIO

/// How tiles are made.
struct EncodingParameters: Sendable {
    let profile: RasterProfile
    let blank: BlankTile
    let reduction: OverviewKernel
    let predictor: Predictor
    let observer: (any ChunkObserver)?
}

/// Does with a tile's pixels all that is to be done, while they are at hand. One belongs to one thread at a time.
final class TileMaker {
    private let encoder: TileEncoder
    private let spool: Spool
    private let making: EncodingParameters

    init(_ encoder: TileEncoder, to spool: Spool, _ making: EncodingParameters) {
        self.encoder = encoder
        self.spool = spool
        self.making = making
    }

    /// Encodes a tile, and gives where it is and, if it is one of the raster itself, its statistics.
    func make(_ job: TilePyramid.Job) throws(RasterError) -> (TilePlace, [Statistics]) {
        let (tile, isRaster) = (job.chunk, job.tile.level == 0)
        let validity = making.profile.validity
        guard !making.blank.matches(tile) else {
            guard isRaster else { return (.blank, []) }
            making.observer?.observe(blank: tile.window)
            return (.blank, making.blank.statistics(pixels: tile.window.size.area))
        }
        var statistics: [Statistics] = []
        if isRaster {
            statistics = Array(repeating: Statistics(), count: making.profile.bands.count)
            tile.gather(into: &statistics, validity: validity)
            making.observer?.observe(tile)
        }
        if let parent = job.parent {
            tile.reduce(by: making.reduction, validity: making.profile.reductionValidity, into: parent)
        }
        let encoded = encoder.encode(tile)
        let offset = try mapError(to: RasterError.file, try spool.append(encoded.bytes))
        let place = TilePlace.spooled(
            offset: offset, size: encoded.size, maskSize: encoded.maskSize, byteCount: encoded.bytes.count)
        return (place, statistics)
    }
}
