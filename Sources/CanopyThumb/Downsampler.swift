internal import Raster

/// A raster in the size of its picture, not yet in colors.
struct Reduced {
    /// Columns and rows.
    let size: Size
    /// The values of each band; NaN where there is no valid one.
    var bands: [[Float]]
    /// The share of each pixel that is valid, from 0 to 1, opacity included.
    var coverage: [Float] = []

    /// Whether nothing is valid.
    var isEmpty: Bool { !coverage.contains { $0 > 0 } }
}

/// Reduces a raster that comes row by row, from the top, to a picture.
///
/// Only valid samples count, each by its opacity, so that neither nodata nor what lies under transparent pixels
/// discolors its neighborhood.
struct Downsampler {
    private var reduced: Reduced
    /// The columns of the raster that make up each of the picture's, and what all of them count.
    private let columns: [Range<Int>]
    private let shares: [Double]
    private let rows: ResampleWeights
    private var row = 0
    /// The rows of the raster that make up the picture's next one; `nil` after the last.
    private var needed: Range<Int>?
    private var line: [Sum]
    private var sums: [Sum]

    private struct Sum {
        var value = 0.0
        var weight = 0.0
    }

    init(bands: Int, size: Size, columns: ResampleWeights, rows: ResampleWeights) {
        reduced = Reduced(size: size, bands: Array(repeating: [], count: bands))
        for band in 0..<bands { reduced.bands[band].reserveCapacity(size.area) }
        reduced.coverage.reserveCapacity(size.area)
        self.columns = (0..<size.width).map(columns.range)
        shares = columns.shares
        self.rows = rows
        needed = rows.range(of: 0)
        line = Array(repeating: Sum(), count: bands * size.width)
        sums = line
    }

    /// Whether the raster's row counts for the picture.
    func needs(_ sourceRow: Int) -> Bool { needed?.contains(sourceRow) == true }

    /// The picture, once all rows have been added.
    ///
    /// - Parameter opaque: The opacity of opaque pixels where there is alpha, which is kept, however soft. Where there is
    ///   none pixels are valid or not: what is valid for the better part is shown in full, so that specks of nodata do
    ///   not make the picture porous, and the rest fades out, so that edges are smooth.
    func finish(opaque: Double?) -> Reduced {
        var reduced = reduced
        let full = Float(opaque ?? 0.5)
        for pixel in reduced.coverage.indices { reduced.coverage[pixel] = min(reduced.coverage[pixel] / full, 1) }
        return reduced
    }

    /// Adds the raster's next row that is needed.
    mutating func add(_ samples: RowSamples, row sourceRow: Int) {
        reduceLine(samples)
        // The last row of one pixel is often the first of the next.
        while needs(sourceRow) {
            let share = rows.share(of: sourceRow, in: row)
            for index in sums.indices {
                sums[index].value += share * line[index].value
                sums[index].weight += share * line[index].weight
            }
            guard let needed, sourceRow == needed.upperBound - 1 else { return }
            finishRow()
        }
    }

    private mutating func reduceLine(_ samples: RowSamples) {
        let width = reduced.size.width
        for band in reduced.bands.indices {
            let values = samples.values[band * samples.width..<(band + 1) * samples.width]
            var share = 0
            for pixel in 0..<width {
                var sum = Sum()
                for column in columns[pixel] {
                    let value = values[values.startIndex + column]
                    if !value.isNaN {
                        let weight = shares[share] * samples.opacity[column]
                        sum.value += weight * value
                        sum.weight += weight
                    }
                    share += 1
                }
                line[band * width + pixel] = sum
            }
        }
    }

    private mutating func finishRow() {
        let width = reduced.size.width
        for band in reduced.bands.indices {
            for sum in sums[band * width..<(band + 1) * width] {
                reduced.bands[band].append(sum.weight > 0 ? Float(sum.value / sum.weight) : .nan)
            }
        }
        for pixel in 0..<width {
            // Bands may have holes of their own; a pixel shows where any has a value.
            var weight = 0.0
            for band in reduced.bands.indices { weight = max(weight, sums[band * width + pixel].weight) }
            reduced.coverage.append(Float(weight))
        }
        for index in sums.indices { sums[index] = Sum() }
        row += 1
        needed = row < reduced.size.height ? rows.range(of: row) : nil
    }
}
