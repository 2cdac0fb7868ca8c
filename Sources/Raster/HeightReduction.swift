extension Averaging {
    /// The means of one band of 32-bit numbers that nothing lies beside: what every surface is.
    ///
    /// The same numbers as those of any type, of four blocks at once where all samples are valid.
    func averageHeights() {
        let samples = source.pixels.samples(as: Float.self)
        guard let from = samples.baseAddress, let to = target.pixels.samples(as: Float.self).baseAddress else { return }
        let test = ValidityTest<Float>(source, validity: validity)
        // Nothing lies between values that are not numbers.
        let (first, last) = test.nodata.map { ($0.first, $0.last) } ?? (.nan, .nan)
        source.forEachBlock(into: target) { upper, lower, pixel in
            let above = from.eight(at: upper)
            let below = from.eight(at: lower)
            let isNoData = above .>= first .& above .<= last .| below .>= first .& below .<= last
            guard all(above .== above .& below .== below .& .!isNoData) else { return false }
            var means = Self.doubles(above.evenHalf) + Self.doubles(above.oddHalf)
            means += Self.doubles(below.evenHalf)
            means += Self.doubles(below.oddHalf)
            means *= 0.25
            to.store(SIMD4(Float(means[0]), Float(means[1]), Float(means[2]), Float(means[3])), at: pixel)
            for pixel in pixel..<pixel + 4 { to[pixel] = test.valid(to[pixel]) }
            return true
        } one: { block, pixel in
            to[pixel] = meanOfBand(block, samples, test)
        }
    }

    @inline(__always)
    private static func doubles(_ four: SIMD4<Float>) -> SIMD4<Double> {
        SIMD4(Double(four[0]), Double(four[1]), Double(four[2]), Double(four[3]))
    }
}
