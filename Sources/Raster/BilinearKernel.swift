/// Bilinear resampling as `gdalwarp -r bilinear` does it.
///
/// Between pixel centers the four nearest pixels count by their closeness. Where the model is finer than the grid it is
/// resampled to, the kernel is widened, so that every pixel of the model counts. Pixels without a height have no weight;
/// the weights of the others are brought to a sum of 1. A place has a height if the pixel it falls into has one.
///
/// See: [GDALWarpKernel's bilinear kernels](https://github.com/OSGeo/gdal/blob/release/3.6/alg/gdalwarpkernel.cpp).
public struct BilinearKernel: Sendable {
    /// Pixels of the target grid per pixel of the model, at most 1.
    private let scaleX: Double
    private let scaleY: Double
    /// How many pixels to each side count.
    public let radius: (x: Int, y: Int)

    /// A kernel for a model whose pixels are `ratioX` and `ratioY` times as fine as those of the target grid: 2 where two of
    /// them stand side by side in one of the grid's.
    public init(ratioX: Double, ratioY: Double) {
        scaleX = Self.scale(ratioX)
        scaleY = Self.scale(ratioY)
        radius = (Int(clamping: (1 / scaleX).rounded(.up)), Int(clamping: (1 / scaleY).rounded(.up)))
    }

    /// GDAL's rule: no widening up to 5 %, and whole ratios where one is near.
    private static func scale(_ ratio: Double) -> Double {
        guard ratio.isFinite, ratio > 1 / 0.95 else { return 1 }
        let whole = ratio.rounded()
        return 1 / (abs(ratio - whole) < 0.05 ? whole : ratio)
    }

    /// The height at a place given in pixels of the model; NaN where there is none.
    public func height(at place: Point, in chunk: HeightChunk) -> Double {
        guard place.x.isFinite, place.y.isFinite, abs(place.x) < 1e9, abs(place.y) < 1e9 else { return .nan }
        guard !chunk.height(column: Self.pixel(of: place.x), row: Self.pixel(of: place.y)).isNaN else { return .nan }

        let left = (place.x - 0.5).rounded(.down)
        let top = (place.y - 0.5).rounded(.down)
        let fractionX = place.x - 0.5 - left
        let fractionY = place.y - 0.5 - top
        var total = 0.0
        var weights = 0.0
        for dy in (1 - radius.y)...radius.y {
            let weightY = max(0, 1 - abs(Double(dy) - fractionY) * scaleY)
            guard weightY > 0 else { continue }
            for dx in (1 - radius.x)...radius.x {
                let weight = weightY * max(0, 1 - abs(Double(dx) - fractionX) * scaleX)
                guard weight > 0 else { continue }
                let height = chunk.height(column: Int(clamping: left) + dx, row: Int(clamping: top) + dy)
                guard !height.isNaN else { continue }
                total += weight * height
                weights += weight
            }
        }
        return weights < 1e-5 ? .nan : total / weights
    }

    /// The column or row that a place is in, with GDAL's tolerance for places that lie on a pixel's edge but for rounding.
    private static func pixel(of place: Double) -> Int { Int(clamping: (place + 1e-10).rounded(.down)) }

    /// The heights at all places of a grid that has its columns and rows at these places of the model; row by row, and to
    /// the bit those of ``height(at:in:)``.
    ///
    /// - Parameters:
    ///   - columns: Where the columns are, in pixels of the model from the left edge of its first; centers are at halves.
    ///   - rows: Where the rows are, likewise.
    ///   - chunk: The heights of the model that count for them.
    /// - Returns: `columns.count * rows.count` heights; NaN where there is none.
    public func heights(atColumns columns: [Double], rows: [Double], in chunk: HeightChunk) -> [Double] {
        let across = Row(columns, of: chunk, takesFour: radius == (1, 1))
        return [Double](unsafeUninitializedCapacity: columns.count * rows.count) { result, count in
            chunk.heights.withUnsafeBufferPointer { heights in
                for y in rows {
                    let row = UnsafeMutableBufferPointer(rebasing: result[count..<count + columns.count])
                    let done = between(heights, Neighbors(of: y), across, chunk.window, into: row)
                    // Where one of the four is missing, the others have to make up for it, but for the one that the place is in.
                    // Wrapping: of rows beyond the chunk nothing is done.
                    let start = (Self.pixel(of: y) &- chunk.window.y) &* chunk.window.width
                    for column in columns.indices where !done.contains(column) || row[column].isNaN {
                        let isHidden = done.contains(column) && heights[start &+ across.pixels[column]].isNaN
                        row.initializeElement(
                            at: column,
                            to: isHidden ? .nan : height(at: Point(x: columns[column], y: y), in: chunk))
                    }
                    count += columns.count
                }
            }
        }
    }

    /// Writes the heights of a row's places that have all four neighbors, and says which those are.
    private func between(
        _ heights: UnsafeBufferPointer<Double>, _ down: Neighbors, _ across: Row, _ window: Window,
        into row: UnsafeMutableBufferPointer<Double>
    ) -> Range<Int> {
        guard down.first >= window.y, down.first + 1 < window.rows.upperBound, let start = heights.baseAddress,
            let target = row.baseAddress
        else { return 0..<0 }
        let upper = start + (down.first - window.y) * window.width
        let lower = upper + window.width
        across.firstWeights.withUnsafeBufferPointer { firstWeights in
            across.secondWeights.withUnsafeBufferPointer { secondWeights in
                across.offsets.withUnsafeBufferPointer { offsets in
                    var column = across.inside.lowerBound
                    while column + 4 <= across.inside.upperBound {
                        let four = SIMD4(
                            offsets[column], offsets[column + 1], offsets[column + 2], offsets[column + 3])
                        let result = Self.between(
                            Self.four(upper, four), Self.four(upper + 1, four), Self.four(lower, four),
                            Self.four(lower + 1, four), down,
                            SIMD4(
                                firstWeights[column], firstWeights[column + 1], firstWeights[column + 2],
                                firstWeights[column + 3]),
                            SIMD4(
                                secondWeights[column], secondWeights[column + 1], secondWeights[column + 2],
                                secondWeights[column + 3]))
                        (target + column).initialize(to: result[0])
                        (target + column + 1).initialize(to: result[1])
                        (target + column + 2).initialize(to: result[2])
                        (target + column + 3).initialize(to: result[3])
                        column += 4
                    }
                }
            }
        }
        return across.inside.lowerBound..<(across.inside.lowerBound + across.inside.count / 4 * 4)
    }

    @inline(__always)
    private static func four(_ heights: UnsafePointer<Double>, _ offsets: SIMD4<Int>) -> SIMD4<Double> {
        SIMD4(heights[offsets[0]], heights[offsets[1]], heights[offsets[2]], heights[offsets[3]])
    }

    /// The two columns, or rows, whose centers lie to both sides of a place, and what they weigh.
    private struct Neighbors {
        /// The first of them.
        let first: Int
        let firstWeight: Double
        let secondWeight: Double

        init(of place: Double) {
            let lower = (place - 0.5).rounded(.down)
            let fraction = place - 0.5 - lower
            first = Int(clamping: max(-1e15, min(lower, 1e15)))
            firstWeight = 1 - fraction
            secondWeight = 1 - abs(1 - fraction)
        }
    }

    /// The neighbors of a row's places.
    private struct Row {
        /// How many columns the first ones lie from the chunk's first.
        let offsets: [Int]
        /// How many columns those that the places are in lie from the chunk's first.
        let pixels: [Int]
        let firstWeights: [Double]
        let secondWeights: [Double]
        /// Those places whose two columns both are in the chunk, and are the only ones that count.
        let inside: Range<Int>

        init(_ columns: [Double], of chunk: HeightChunk, takesFour: Bool) {
            let neighbors = columns.map(Neighbors.init)
            let window = chunk.window
            let isInside = neighbors.map { $0.first >= window.x && $0.first + 1 < window.columns.upperBound }
            let start = takesFour ? isInside.firstIndex(of: true) ?? 0 : 0
            inside = takesFour ? start..<(isInside[start...].firstIndex(of: false) ?? columns.count) : 0..<0
            offsets = neighbors.map { $0.first - window.x }
            pixels = columns.map { BilinearKernel.pixel(of: $0) &- window.x }
            firstWeights = neighbors.map(\.firstWeight)
            secondWeights = neighbors.map(\.secondWeight)
        }
    }

    @inline(__always)
    private static func between(
        _ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>, _ d: SIMD4<Double>, _ down: Neighbors,
        _ firstWeights: SIMD4<Double>, _ secondWeights: SIMD4<Double>
    ) -> SIMD4<Double> {
        let weightA = down.firstWeight * firstWeights
        let weightB = down.firstWeight * secondWeights
        let weightC = down.secondWeight * firstWeights
        let weightD = down.secondWeight * secondWeights
        let total = weightA * a + weightB * b + weightC * c + weightD * d
        return total / (weightA + weightB + weightC + weightD)
    }
}
