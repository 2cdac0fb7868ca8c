internal import Raster

/// How a relief looks in light from several sides.
///
/// The main light comes from the upper left, as readers of maps expect it. The others graze slopes that it would leave
/// flat, each where it shows most: across the slope.
///
/// See: [Mark 1992](https://pubs.usgs.gov/of/1992/of92-422/of92-422.pdf), and
/// [Horn 1981](https://doi.org/10.1109/PROC.1981.11918) for the light on a slope.
struct Hillshade {
    /// The brightness of every pixel, from 0 to 1; that of level ground where there is no height.
    let brightness: [Float]
    /// The brightness of level ground.
    static let level = sine

    // All lights stand at 45 degrees.
    private static let sine = Float(0.5).squareRoot()
    private static let main = SIMD2<Float>(-1, -1) * sine
    private static let others: [SIMD2<Float>] = [[-1, 0], [0, -1], main, SIMD2(-1, 1) * sine]
    private static let mainShare: Float = 0.6

    /// Of ten slopes, nine are shown as no steeper than this.
    private static let steepness: Float = 1
    /// More would make mountains of the noise of flat ground.
    private static let greatestExaggeration: Float = 20

    /// The shades of a relief; heights that are NaN are not known.
    ///
    /// Half of the light falls on the relief as it is, the other half on one without its small forms: that shows the
    /// lie of the land under trees, stones and noise. Heights that are not plausible within the scale of the others
    /// count as not known, or each would stand in a crater.
    init(of heights: [Float], within scale: StretchRange, on grid: HeightGrid) {
        let heights = heights.map { scale.isPlausible($0) ? $0 : .nan }
        let fine = Self.brightness(of: heights, on: grid)
        let coarse = Self.brightness(of: grid.smoothed(heights, radius: grid.size.longest / 80 + 1), on: grid)
        brightness = zip(fine, coarse).map { ($0 + $1) / 2 }
    }

    private static func brightness(of heights: [Float], on grid: HeightGrid) -> [Float] {
        let gradients = grid.gradients(of: heights)
        let slopes = Ranking(
            zip(heights, gradients).lazy.map { height, gradient in
                height.isNaN ? .nan : (gradient * gradient).sum().squareRoot()
            }, count: heights.count)
        let usual = slopes?.atMost(0.9) ?? 0
        let exaggeration = usual > 0 ? min(steepness / usual, greatestExaggeration) : 1
        return gradients.map { brightness(ofGradient: $0 * exaggeration) }
    }

    /// Steeper is no slope, but a value among heights that is none: its square would be infinite.
    private static let steepest: Float = 1e15

    private static func brightness(ofGradient rise: SIMD2<Float>) -> Float {
        let gradient = rise.clamped(
            lowerBound: SIMD2(repeating: -steepest), upperBound: SIMD2(repeating: steepest))
        let square = (gradient * gradient).sum()
        guard square > 0 else { return level }
        let length = (1 + square).squareRoot()
        func lit(from light: SIMD2<Float>) -> Float {
            max(0, (sine - sine * (gradient * light).sum()) / length)
        }
        var sum: Float = 0
        var weights: Float = 0
        for light in others {
            let along = (gradient * light).sum()
            let weight = 1 - along * along / square
            sum += weight * lit(from: light)
            weights += weight
        }
        return mainShare * lit(from: main) + (1 - mainShare) * sum / weights
    }
}
