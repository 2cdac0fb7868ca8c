extension RasterChunk {
    /// Adds pixels of one band of floating-point numbers, as surfaces are, to its statistics.
    ///
    /// - Parameter areHeights: Whether samples are all numbers outside of a range, where that is quickly known.
    func gatherHeights<S: Sample & BinaryFloatingPoint>(
        _ type: S.Type, into statistics: inout Statistics, _ validity: Validity,
        areHeights: (UnsafePointer<S>, _ count: Int, _ first: S, _ last: S) -> Bool = { _, _, _, _ in false }
    ) {
        guard let samples = pixels.samples(as: type).baseAddress else { return }
        // Nothing lies between values that are not numbers.
        let (first, last) = ValidSamples<S>(validity).nodata.map { ($0.first, $0.last) } ?? (.nan, .nan)
        withUnsafeTemporaryAllocation(of: S.self, capacity: window.width) { heights in
            guard let heights = heights.baseAddress else { return }
            for row in window.rows {
                let start = samples + index(column: window.x, row: row)
                if areHeights(start, window.width, first, last) {
                    statistics.merge(Statistics(pixels: window.width, heights: start, window.width))
                    continue
                }
                var count = 0
                for column in 0..<window.width {
                    // Written always and kept where it is a height: no branch that could be foretold wrongly.
                    let height = start[column]
                    heights[count] = height
                    let isNoData = height >= first && height <= last
                    count &+= height == height && !isNoData ? 1 : 0
                }
                statistics.merge(Statistics(pixels: window.width, heights: heights, count))
            }
        }
    }

    /// Whether samples, eight at a time, are all numbers outside of a range: most rows of tiles are.
    static func areHeights(_ samples: UnsafePointer<Float>, _ count: Int, _ first: Float, _ last: Float) -> Bool {
        guard count.isMultiple(of: 8) else { return false }
        let bytes = UnsafeRawPointer(samples)
        for start in stride(from: 0, to: count * 4, by: 32) {
            let eight = bytes.loadUnaligned(fromByteOffset: start, as: SIMD8<Float>.self)
            guard all(eight .== eight .& .!(eight .>= first .& eight .<= last)) else { return false }
        }
        return true
    }
}

extension Statistics {
    /// The statistics of one row of heights, four at a time: their mean first, then their distances from it.
    fileprivate init<S: Sample & BinaryFloatingPoint>(
        pixels: Int, heights: UnsafeMutablePointer<S>, _ count: Int
    ) {
        let whole = count & ~3
        var totals = SIMD4<Double>.zero
        var least = SIMD4<Double>(repeating: .infinity)
        var greatest = SIMD4<Double>(repeating: -.infinity)
        var column = 0
        while column < whole {
            let four = Self.four(heights + column)
            totals += four
            least.replace(with: four, where: four .< least)
            greatest.replace(with: four, where: four .> greatest)
            column &+= 4
        }
        var total = totals.sum()
        var minimum = least.min()
        var maximum = greatest.max()
        for column in whole..<count {
            let height = Double(heights[column])
            total += height
            minimum = Swift.min(minimum, height)
            maximum = Swift.max(maximum, height)
        }
        let mean = total / Double(count)
        var sums = SIMD4<Double>.zero
        column = 0
        while column < whole {
            let distances = Self.four(heights + column) - mean
            sums += distances * distances
            column &+= 4
        }
        var squares = sums.sum()
        for column in whole..<count {
            let distance = Double(heights[column]) - mean
            squares += distance * distance
        }
        self.init(
            pixels: pixels, count: count, mean: mean, squares: squares, minimum: minimum, maximum: maximum)
    }

    @inline(__always)
    private static func four<S: BinaryFloatingPoint>(_ heights: UnsafeMutablePointer<S>) -> SIMD4<Double> {
        SIMD4(Double(heights[0]), Double(heights[1]), Double(heights[2]), Double(heights[3]))
    }
}
