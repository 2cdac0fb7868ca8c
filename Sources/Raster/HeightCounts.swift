/// How often each height occurs in a raster, in steps of a centimeter.
///
/// Heights of a whole number of steps are counted apart from those between two, so that shares above and below such heights
/// are exact. Sums of whole numbers are the same in any order, so the result does not depend on who counts what.
public struct HeightCounts: Sendable {
    /// Steps in a meter.
    private static let steps = 100
    /// What is counted step by step, in meters; more than there are trees, and less than needs much memory.
    private static let whole = -100..<400
    /// What nearly all heights lie in.
    private static let usual = -5..<60

    /// Steps in one of the raster's units.
    private let scale: Double
    /// The place of the first of the counts: twice the number of whole steps, and one more between two.
    private var first: Int
    /// Small numbers, which stay in the processor's cache; they are carried to large ones before they could overflow.
    private var recent: [UInt32]
    private var carried: [Int]
    private var notCarried = 0
    /// Heights below all that is counted step by step, and above.
    private var below = 0
    private var above = 0

    /// Nothing counted yet.
    ///
    /// - Parameter metersPerUnit: What one of the raster's numbers is in meters.
    public init(metersPerUnit: Double) {
        scale = metersPerUnit * Double(Self.steps)
        first = Self.place(ofMeters: Self.usual.lowerBound)
        recent = Array(repeating: 0, count: Self.place(ofMeters: Self.usual.upperBound) - first)
        carried = Array(repeating: 0, count: recent.count)
    }

    private static func place(ofMeters meters: Int) -> Int { 2 * steps * meters }

    /// Counts heights one by one where the usual range does not hold one.
    private mutating func widen() {
        guard !isWide else { return }
        // More of the chunk at hand may come.
        let coming = notCarried
        carry()
        notCarried = coming
        let start = Self.place(ofMeters: Self.whole.lowerBound)
        let end = Self.place(ofMeters: Self.whole.upperBound)
        carried =
            Array(repeating: 0, count: first - start) + carried
            + Array(repeating: 0, count: end - first - carried.count)
        recent = Array(repeating: 0, count: carried.count)
        first = start
    }

    private var isWide: Bool { first == Self.place(ofMeters: Self.whole.lowerBound) }

    private mutating func carry() {
        guard notCarried > 0 else { return }
        for index in recent.indices {
            carried[index] += Int(recent[index])
            recent[index] = 0
        }
        notCarried = 0
    }

    /// How often each height occurs that is counted step by step.
    private var counts: [Int] {
        var copy = self
        copy.carry()
        return copy.carried
    }
}

// MARK: Counting

extension HeightCounts {
    /// Counts the valid pixels of a chunk's first band.
    public mutating func add(_ chunk: RasterChunk, validity: Validity) {
        let pixels = chunk.window.size.area
        if Int.sum(notCarried, pixels) > Int(UInt32.max) { carry() }
        notCarried = Int.sum(notCarried, pixels)
        var counting = Counting(chunk: chunk, validity: validity, heights: self)
        // Else each count would be made in a copy.
        recent = []
        chunk.pixels.type.dispatch(&counting)
        self = counting.heights
    }

    /// Adds what has been counted of other pixels of the raster.
    public mutating func merge(_ other: HeightCounts) {
        var other = other
        if isWide || other.isWide {
            widen()
            other.widen()
        }
        carry()
        for (index, count) in other.counts.enumerated() { carried[index] += count }
        below += other.below
        above += other.above
    }

    private struct Counting: SampleVisitor {
        let chunk: RasterChunk
        let validity: Validity
        var heights: HeightCounts

        mutating func visit<S: Sample>(_ type: S.Type) {
            let bands = chunk.pixels.bands
            let samples = chunk.pixels.samples(as: type)
            let test = ValidityTest<S>(chunk, validity: validity)
            for row in chunk.window.rows {
                let start = chunk.index(column: chunk.window.x, row: row)
                var pixels = start..<(start + chunk.window.width)
                // What is left when the usual range does not hold a height is counted in the wide one.
                while let rest = heights.add(pixels, of: samples, bands: bands, test) {
                    heights.widen()
                    pixels = rest
                }
            }
        }
    }

    /// Counts those of some pixels that are valid and numbers.
    ///
    /// - Returns: Those from the first on that there is no place for; `nil` where all are counted.
    @inline(__always)
    private mutating func add<S: Sample>(
        _ pixels: Range<Int>, of samples: UnsafeMutableBufferPointer<S>, bands: Int, _ test: ValidityTest<S>
    ) -> Range<Int>? {
        let (scale, start, isWide) = (scale, Double(first / 2), isWide)
        var (below, above) = (self.below, self.above)
        defer { (self.below, self.above) = (below, above) }
        return recent.withUnsafeMutableBufferPointer { counts in
            let end = Double(counts.count / 2)
            // What lies in range need not be asked whether it is nodata where that does not.
            let nodata = test.nodata.map { ($0.first.double * scale - start, $0.last.double * scale - start) }
            let isFar = !test.hidesPixels && nodata.map { $0.1 < 0 || $0.0 >= end || $0.0.isNaN } ?? true
            for pixel in pixels {
                let sample = samples[pixel &* bands]
                let steps = sample.double * scale - start
                if steps >= 0, steps < end, isFar || test.isValid(sample, pixel: pixel, band: 0) {
                    let whole = Int(clamping: steps)
                    counts[2 &* whole &+ (Double(whole) < steps ? 1 : 0)] &+= 1
                } else if steps < 0 || steps >= end, test.isValid(sample, pixel: pixel, band: 0) {
                    guard isWide else { return pixel..<pixels.upperBound }
                    if steps < 0 { below += 1 } else { above += 1 }
                }
            }
            return nil
        }
    }
}

// MARK: What has been counted

extension HeightCounts {
    /// All heights.
    public var count: Int { counts.reduce(below + above, +) }

    /// Heights above so many meters: exactly where these are whole centimeters.
    public func count(above meters: Double) -> Int { counts[index(above: meters)...].reduce(above, +) }

    /// Heights below so many meters, likewise.
    public func count(below meters: Double) -> Int { counts[..<index(of: meters)].reduce(below, +) }

    /// The mean of the heights above so many meters, to a few millimeters; `nil` where there are none, or one is too great
    /// to be told.
    public func mean(above meters: Double) -> Double? {
        let start = index(above: meters)
        let counts = counts
        let number = counts[start...].reduce(0, +)
        guard above == 0, number > 0 else { return nil }
        return counts.indices[start...].reduce(0) { $0 + Double(counts[$1]) * height(at: $1) } / Double(number)
    }

    /// Percentiles in meters, to half a centimeter, linear between heights as numpy has them; `nil` where there are no heights, or
    /// the percentile is of those that are too small or too great to be told.
    ///
    /// See: [numpy.percentile](https://numpy.org/doc/stable/reference/generated/numpy.percentile.html).
    public func percentiles(_ percents: [Double]) -> [Double?] {
        let (counts, count) = (counts, count)
        return percents.map { percent in
            let place = percent / 100 * Double(count - 1)
            let lower = Int(clamping: place.rounded(.down))
            guard count > 0, let a = height(ofRank: lower, counts),
                let b = height(ofRank: Int(clamping: place.rounded(.up)), counts)
            else { return nil }
            return ((a + (b - a) * (place - Double(lower))) * 1000).rounded() / 1000
        }
    }

    /// How many heights lie in intervals of so many meters, which hold their lower end: from the first that holds one to the
    /// last.
    ///
    /// - Parameter step: A whole number of steps.
    /// - Returns: Where the first begins, in meters, and the counts; those below and above what is told step by step apart.
    public func histogram(step: Double) -> (from: Double, counts: [Int], below: Int, above: Int) {
        let counts = counts
        let width = 2 * max(1, Int(clamping: (step * Double(Self.steps)).rounded()))
        func interval(_ index: Int) -> Int { (first + index - Self.modulo(first + index, width)) / width }
        guard let least = counts.firstIndex(where: { $0 > 0 }), let greatest = counts.lastIndex(where: { $0 > 0 })
        else { return (0, [], below, above) }
        let start = interval(least)
        var intervals = Array(repeating: 0, count: interval(greatest) - start + 1)
        for index in least...greatest { intervals[interval(index) - start] += counts[index] }
        return (Double(start) * step, intervals, below, above)
    }

    private static func modulo(_ value: Int, _ divisor: Int) -> Int {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    /// Where the counts of heights of so many meters and more begin.
    private func index(of meters: Double) -> Int { index(ofPlace: place(of: meters)) }

    /// Where those of greater heights begin.
    private func index(above meters: Double) -> Int { index(ofPlace: place(of: meters) + 1) }

    private func place(of meters: Double) -> Int {
        // Beyond the range that is counted it makes no difference where.
        2 * Int(clamping: (min(max(meters, -1e6), 1e6) * Double(Self.steps)).rounded())
    }

    private func index(ofPlace place: Int) -> Int { min(max(place - first, 0), recent.count) }

    /// The height that is counted there, in meters; between two steps the middle.
    private func height(at index: Int) -> Double { Double(first + index) / Double(2 * Self.steps) }

    private func height(ofRank rank: Int, _ counts: [Int]) -> Double? {
        var rest = rank - below
        guard rest >= 0 else { return nil }
        for (index, number) in counts.enumerated() where number > 0 {
            if rest < number { return height(at: index) }
            rest -= number
        }
        return nil
    }
}
