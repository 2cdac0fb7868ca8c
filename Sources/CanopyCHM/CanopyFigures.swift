internal import COGEncoding
internal import Raster
internal import Synchronization

/// What a canopy height model says of the canopy. Lengths are in meters, whatever the unit of the raster.
public struct CanopyFigures: Hashable, Sendable, Codable {
    /// The height below which so many percent of the pixels are.
    public struct Percentile: Hashable, Sendable, Codable {
        /// Percent of the valid pixels.
        public var percent: Double
        /// Meters, to half a centimeter; `nil` where it is below -100 or above 400.
        public var height: Double?
    }

    /// What stands higher than a height.
    public struct Cover: Hashable, Sendable, Codable {
        /// The height in meters.
        public var above: Double
        /// The share of the valid pixels that are higher, in percent.
        public var percent: Double
        /// Their mean height in meters, to a centimeter; `nil` where there are none.
        public var meanHeight: Double?
    }

    /// How many pixels have heights in intervals that follow each other, each with its lower end and without its upper.
    public struct Histogram: Hashable, Sendable, Codable {
        /// Where the first interval begins, in meters.
        public var from: Double
        /// The length of each in meters.
        public var step: Double
        /// Pixels in each.
        public var counts: [Int]
        /// Pixels below -100 m, which are in no interval.
        public var below: Int
        /// Pixels at 400 m and above, likewise.
        public var above: Int
    }

    /// Percentiles of the valid heights.
    public var percentiles: [Percentile]
    /// The valid heights.
    public var histogram: Histogram
    /// The cover above each of the heights that were asked for.
    public var cover: [Cover]
    /// The share of heights below -0.5 m, in percent.
    public var negativePercent: Double
    /// The share of heights above 120 m, in percent.
    public var implausiblePercent: Double

    /// Whether nearly everything that is not ground is below it, by half a meter or more.
    var isUpsideDown: Bool { negativePercent > 5 && positivePercent < 1 }

    /// The share of heights above 0.5 m, in percent.
    private var positivePercent: Double {
        let above = histogram.counts.enumerated().reduce(histogram.above) { sum, interval in
            histogram.from + Double(interval.offset) * histogram.step >= 0.5 ? sum + interval.element : sum
        }
        return 100 * Double(above) / Double(max(1, histogram.below + histogram.above + histogram.counts.reduce(0, +)))
    }

    /// What is told of every model.
    static let percents: [Double] = [1, 5, 25, 50, 75, 95, 98, 99]
    private static let step = 0.5
    private static let negative = -0.5
    private static let implausible = 120.0

    /// The figures of heights; `nil` where there are none.
    init?(_ heights: HeightCounts, coverHeights: [CoverHeight]) {
        let count = heights.count
        guard count > 0 else { return nil }
        func percent(_ part: Int) -> Double { 100 * Double(part) / Double(count) }
        percentiles = zip(Self.percents, heights.percentiles(Self.percents)).map { Percentile(percent: $0, height: $1) }
        let intervals = heights.histogram(step: Self.step)
        histogram = Histogram(
            from: intervals.from, step: Self.step, counts: intervals.counts, below: intervals.below,
            above: intervals.above)
        cover = coverHeights.map { height in
            Cover(
                above: height.meters, percent: percent(heights.count(above: height.meters)),
                meanHeight: heights.mean(above: height.meters).map { ($0 * 100).rounded() / 100 })
        }
        negativePercent = percent(heights.count(below: Self.negative))
        implausiblePercent = percent(heights.count(above: Self.implausible))
    }
}

/// Counts the heights of a model while it is written, on any number of threads.
final class HeightTally: ChunkObserver {
    private let validity: Validity
    private let metersPerUnit: Double
    /// What has been counted, by whoever had no turn with what was there.
    private let counts = Mutex<[HeightCounts]>([])

    init(_ validity: Validity, metersPerUnit: Double) {
        self.validity = validity
        self.metersPerUnit = metersPerUnit
    }

    func observe(_ chunk: RasterChunk) {
        // Each thread has counts of its own for the time being, so that none waits for another.
        var mine = counts.withLock { $0.popLast() } ?? HeightCounts(metersPerUnit: metersPerUnit)
        mine.add(chunk, validity: validity)
        let done = mine
        counts.withLock { $0.append(done) }
    }

    /// All that has been counted.
    var total: HeightCounts {
        counts.withLock { counts in
            counts.reduce(into: HeightCounts(metersPerUnit: metersPerUnit)) { $0.merge($1) }
        }
    }
}
