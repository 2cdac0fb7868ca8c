/// Count, extremes, mean and deviation of a band's valid pixels, gathered row by row.
///
/// Means are kept by Chan, Golub and LeVeque's update of Welford's method: exact to rounding whatever the offset of the
/// values, and the same for any grouping of rows, since each row is one step.
///
/// See: [Chan, Golub and LeVeque 1983](https://doi.org/10.1080/00031305.1983.10483115).
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
    ///
    /// See: [GDALRasterBand::ComputeStatistics](https://github.com/OSGeo/gdal/blob/release/3.6/gcore/gdalrasterband.cpp).
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

    /// The statistics of whole numbers, whose sums are exact.
    init(pixels: Int, count: Int, total: Int64, squares: Int64, minimum: Int64, maximum: Int64) {
        self.pixels = pixels
        self.count = count
        guard count > 0 else { return }
        self.minimum = Double(minimum)
        self.maximum = Double(maximum)
        mean = Double(total) / Double(count)
        // Of 16 bits and as many pixels as a row has, these products may be larger than 64 bits.
        self.squares = Double(Int128(squares) * Int128(count) - Int128(total) * Int128(total)) / Double(count)
    }

    /// The statistics of bytes, of which each value is there so many times.
    init(pixels: Int, counts: [UInt32]) {
        var count: Int64 = 0
        var total: Int64 = 0
        var squares: Int64 = 0
        for (value, times) in counts.enumerated() {
            count += Int64(times)
            total += Int64(times) * Int64(value)
            squares += Int64(times) * Int64(value * value)
        }
        let least = counts.firstIndex { $0 > 0 } ?? 0
        let greatest = counts.lastIndex { $0 > 0 } ?? 0
        self.init(
            pixels: pixels, count: Int(count), total: total, squares: squares, minimum: Int64(least),
            maximum: Int64(greatest))
    }

    /// The statistics of one row, `squares` being the sum of the squared distances from `mean`.
    init(pixels: Int, count: Int, mean: Double, squares: Double, minimum: Double, maximum: Double) {
        self.pixels = pixels
        self.count = count
        guard count > 0 else { return }
        self.mean = mean
        self.squares = squares
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The statistics of one row of values; those that are not valid are left out.
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

extension Statistics {
    /// The statistics of so many pixels of one value; that they are not valid, `nil` says.
    public init(repeating value: Double?, pixels: Int) {
        self.pixels = pixels
        guard let value, pixels > 0 else { return }
        count = pixels
        mean = value
        minimum = value
        maximum = value
    }
}

extension RasterChunk {
    /// Adds the chunk's pixels to the statistics of each band.
    public func gather(into statistics: inout [Statistics], validity: Validity) {
        switch pixels.type {
        case .uint8: gatherBytes(into: &statistics, validity)
        case .int8: gatherIntegers(Int8.self, into: &statistics, validity)
        case .uint16: gatherIntegers(UInt16.self, into: &statistics, validity)
        case .int16: gatherIntegers(Int16.self, into: &statistics, validity)
        case .float32 where pixels.bands == 1 && mask == nil:
            gatherHeights(Float.self, into: &statistics[0], validity, areHeights: Self.areHeights)
        case .float64 where pixels.bands == 1 && mask == nil:
            gatherHeights(Double.self, into: &statistics[0], validity)
        default:
            var kernel = Gathering(chunk: self, validity: validity, statistics: statistics)
            pixels.type.dispatch(&kernel)
            statistics = kernel.statistics
        }
    }

    /// The value of each band of the first pixel; `nil` where it is not valid.
    public func firstValues(validity: Validity) -> [Double?] {
        var kernel = FirstPixel(chunk: self, validity: validity)
        return pixels.type.dispatch(&kernel)
    }
}

private struct Gathering: SampleVisitor {
    let chunk: RasterChunk
    let validity: Validity
    var statistics: [Statistics]

    mutating func visit<S: Sample>(_ type: S.Type) {
        let bands = chunk.pixels.bands
        let samples = chunk.pixels.samples(as: type)
        let test = ValidityTest<S>(chunk, validity: validity)
        let window = chunk.window
        withUnsafeTemporaryAllocation(of: Double.self, capacity: window.width) { values in
            for row in window.rows {
                let first = chunk.index(column: window.x, row: row)
                for band in 0..<bands {
                    var count = 0
                    for pixel in first..<(first + window.width) {
                        let sample = samples[pixel * bands + band]
                        guard test.isValid(sample, pixel: pixel, band: band) else { continue }
                        values[count] = sample.double
                        count += 1
                    }
                    statistics[band].merge(
                        Statistics(pixels: window.width, values: UnsafeBufferPointer(rebasing: values[..<count])))
                }
            }
        }
    }
}

private struct FirstPixel: SampleVisitor {
    let chunk: RasterChunk
    let validity: Validity

    func visit<S: Sample>(_ type: S.Type) -> [Double?] {
        let samples = chunk.pixels.samples(as: type)
        let test = ValidityTest<S>(chunk, validity: validity)
        return (0..<chunk.pixels.bands).map { band in
            test.isValid(samples[band], pixel: 0, band: band) ? samples[band].double : nil
        }
    }
}
