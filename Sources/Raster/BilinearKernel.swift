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
        // GDAL's tolerance for places that lie on a pixel's edge but for rounding.
        let column = Int(clamping: (place.x + 1e-10).rounded(.down))
        let row = Int(clamping: (place.y + 1e-10).rounded(.down))
        guard !chunk.height(column: column, row: row).isNaN else { return .nan }

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

    /// The heights at all places of a grid that has its columns and rows at these places of the model; row by row, and to
    /// the bit those of ``height(at:in:)``.
    ///
    /// - Parameters:
    ///   - columns: Where the columns are, in pixels of the model from the left edge of its first; centers are at halves.
    ///   - rows: Where the rows are, likewise.
    ///   - chunk: The heights of the model that count for them.
    /// - Returns: `columns.count * rows.count` heights; NaN where there is none.
    public func heights(atColumns columns: [Double], rows: [Double], in chunk: HeightChunk) -> [Double] {
        let across = columns.map(Neighbors.init)
        let width = chunk.window.width
        return [Double](unsafeUninitializedCapacity: columns.count * rows.count) { result, count in
            chunk.heights.withUnsafeBufferPointer { heights in
                for y in rows {
                    let down = Neighbors(of: y)
                    // Both rows are in the chunk, and these are the only ones that count.
                    let isBetween =
                        radius == (1, 1) && down.first >= chunk.window.y
                        && down.first + 1 < chunk.window.rows.upperBound
                    for (x, beside) in zip(columns, across) {
                        var height = Double.nan
                        if isBetween, beside.first >= chunk.window.x,
                            beside.first + 1 < chunk.window.columns.upperBound
                        {
                            let start = (down.first - chunk.window.y) * width + beside.first - chunk.window.x
                            height = Self.between(
                                heights[start], heights[start + 1], heights[start + width], heights[start + width + 1],
                                down, beside)
                        }
                        // Where one of them is missing, the others have to make up for it.
                        result[count] = height.isNaN ? self.height(at: Point(x: x, y: y), in: chunk) : height
                        count += 1
                    }
                }
            }
        }
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

    @inline(__always)
    private static func between(
        _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ down: Neighbors, _ beside: Neighbors
    ) -> Double {
        let weightA = down.firstWeight * beside.firstWeight
        let weightB = down.firstWeight * beside.secondWeight
        let weightC = down.secondWeight * beside.firstWeight
        let weightD = down.secondWeight * beside.secondWeight
        let total = weightA * a + weightB * b + weightC * c + weightD * d
        return total / (weightA + weightB + weightC + weightD)
    }
}
