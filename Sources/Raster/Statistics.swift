/// Count, extremes, mean and deviation of a band's valid pixels, gathered row by row.
///
/// Means are kept by Chan, Golub and LeVeque's update of Welford's method: exact to rounding whatever the offset of the
/// values, and the same for any grouping of rows, since each row is one step.
public struct Statistics: Hashable, Sendable {
    /// Valid pixels.
    public private(set) var count = 0
    /// All pixels.
    public private(set) var pixels = 0
    /// Least valid value; +inf where there is none.
    public private(set) var minimum = Double.infinity
    /// Greatest valid value; -inf where there is none.
    public private(set) var maximum = -Double.infinity
    /// Mean of the valid values.
    public private(set) var mean = 0.0
    private var squares = 0.0

    /// Nothing gathered yet.
    public init() {}

    /// The standard deviation of the valid values as a population, as GDAL has it.
    public var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

    /// The share of pixels that are valid, in percent.
    public var validPercent: Double { pixels > 0 ? 100 * Double(count) / Double(pixels) : 0 }

    /// Adds what has been gathered of other pixels.
    public mutating func merge(_ other: Statistics) {
        pixels += other.pixels
        guard other.count > 0 else { return }
        let total = Double(count + other.count)
        let difference = other.mean - mean
        squares += other.squares + difference * difference * Double(count) * Double(other.count) / total
        mean += difference * Double(other.count) / total
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
    }

    /// The statistics of one row of values; those that are not valid are `nil`.
    fileprivate init(pixels: Int, values: UnsafeBufferPointer<Double>) {
        self.pixels = pixels
        count = values.count
        guard count > 0 else { return }
        var total = 0.0
        for value in values {
            total += value
            minimum = min(minimum, value)
            maximum = max(maximum, value)
        }
        mean = total / Double(count)
        for value in values { squares += (value - mean) * (value - mean) }
    }
}

extension Strip {
    /// Adds the strip's rows to the statistics of each band.
    public func gather(into statistics: inout [Statistics], validity: Validity) {
        var kernel = Gathering(strip: self, validity: validity, statistics: statistics)
        pixels.type.dispatch(&kernel)
        statistics = kernel.statistics
    }
}

private struct Gathering: SampleVisitor {
    let strip: Strip
    let validity: Validity
    var statistics: [Statistics]

    mutating func visit<S: Sample>(_ type: S.Type) {
        let bands = strip.pixels.bands
        let samples = strip.pixels.samples(as: type)
        let test = ValidityTest<S>(strip, validity: validity)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: strip.width) { values in
            for row in 0..<strip.rows.count {
                for band in 0..<bands {
                    var count = 0
                    for pixel in (row * strip.width)..<((row + 1) * strip.width) {
                        let sample = samples[pixel * bands + band]
                        guard test.isValid(sample, pixel: pixel, band: band) else { continue }
                        values[count] = sample.double
                        count += 1
                    }
                    statistics[band].merge(
                        Statistics(pixels: strip.width, values: UnsafeBufferPointer(rebasing: values[..<count])))
                }
            }
        }
    }
}
