internal import Files
internal import Raster

/// A row of tiles of the raster itself, some of which are not done.
struct TileRow {
    /// Which tiles have nothing in them.
    let isBlank: [Bool]
    private var statistics: [[Statistics]?]
    private var missing: Int

    init(isBlank: [Bool]) {
        self.isBlank = isBlank
        statistics = Array(repeating: nil, count: isBlank.count)
        missing = isBlank.count
    }

    /// Whether all tiles are done.
    var isFinished: Bool { missing == 0 }

    /// Takes the statistics of a tile, which is done.
    mutating func finish(_ column: Int, _ figures: [Statistics]) {
        statistics[column] = figures
        missing -= 1
    }

    /// Adds the tiles' statistics in the order of their columns, whichever was done first.
    func gather(into total: inout [Statistics]) {
        for figures in statistics.compactMap(\.self) {
            for (band, figure) in figures.enumerated() { total[band].merge(figure) }
        }
    }
}
