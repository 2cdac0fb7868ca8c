internal import Raster

/// The grid on which heights stand.
struct HeightGrid {
    let size: Size
    let cell: CellSize

    /// How heights rise to the right and downwards, per unit on the ground.
    ///
    /// Horn's weights: see [Horn 1981](https://doi.org/10.1109/PROC.1981.11918). Where a neighbor is missing the rise is that of the other side, so that neither holes nor the
    /// edge look like cliffs.
    func gradients(of heights: [Float]) -> [SIMD2<Float>] {
        func height(_ x: Int, _ y: Int) -> Float {
            x >= 0 && y >= 0 && x < size.width && y < size.height ? heights[y * size.width + x] : .nan
        }
        func rise(_ before: Float, _ here: Float, _ after: Float) -> Float {
            switch (before.isNaN, after.isNaN) {
            case (false, false): (after - before) / 2
            case (false, true): here - before
            case (true, false): after - here
            case (true, true): .nan
            }
        }
        func mean(_ beside: Float, _ here: Float, _ beyond: Float) -> Float {
            var sum: Float = 0
            var weights: Float = 0
            for (value, weight) in [(beside, 1), (here, 2), (beyond, 1)] as [(Float, Float)] where !value.isNaN {
                sum += weight * value
                weights += weight
            }
            return weights > 0 ? sum / weights : 0
        }
        var gradients: [SIMD2<Float>] = []
        gradients.reserveCapacity(heights.count)
        for y in 0..<size.height {
            for x in 0..<size.width {
                guard !height(x, y).isNaN else {
                    gradients.append(.zero)
                    continue
                }
                func across(_ row: Int) -> Float { rise(height(x - 1, row), height(x, row), height(x + 1, row)) }
                func down(_ column: Int) -> Float {
                    rise(height(column, y - 1), height(column, y), height(column, y + 1))
                }
                gradients.append(
                    SIMD2(
                        mean(across(y - 1), across(y), across(y + 1)) / cell.width,
                        mean(down(x - 1), down(x), down(x + 1)) / cell.height))
            }
        }
        return gradients
    }

    /// The heights without forms smaller than some `radius` pixels; missing ones stay missing.
    func smoothed(_ heights: [Float], radius: Int) -> [Float] {
        var smooth = heights
        // A mean over a square leaves creases; a second one takes them away.
        for _ in 0..<2 {
            smooth = means(of: smooth, lines: size.height, length: size.width, step: 1, lineStep: size.width, radius)
            smooth = means(of: smooth, lines: size.width, length: size.height, step: size.width, lineStep: 1, radius)
        }
        return smooth
    }

    /// Means of the known heights up to `radius` pixels before and behind, along rows or columns.
    private func means(
        of heights: [Float], lines: Int, length: Int, step: Int, lineStep: Int, _ radius: Int
    ) -> [Float] {
        var result = heights
        for line in 0..<lines {
            var sum = 0.0
            var count = 0.0
            func add(_ place: Int, _ sign: Double) {
                guard place >= 0, place < length else { return }
                let height = heights[line * lineStep + place * step]
                guard !height.isNaN else { return }
                sum += sign * Double(height)
                count += sign
            }
            for place in 0..<radius { add(place, 1) }
            for place in 0..<length {
                add(place + radius, 1)
                add(place - radius - 1, -1)
                let index = line * lineStep + place * step
                if !heights[index].isNaN { result[index] = Float(sum / count) }
            }
        }
        return result
    }
}
