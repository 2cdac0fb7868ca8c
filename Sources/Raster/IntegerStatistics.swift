extension RasterChunk {
    /// Adds pixels of at most 16 bits to the statistics of each band: sums of them and of their squares are exact, in any
    /// order, which lets the compiler take many at once.
    func gatherIntegers<S: Sample & FixedWidthInteger>(
        _ type: S.Type, into statistics: inout [Statistics], _ validity: Validity
    ) {
        guard let samples = pixels.samples(as: type).baseAddress else { return }
        let bands = pixels.bands
        let test = ValidityTest<S>(self, validity: validity)
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: window.width) { weights in
            for row in window.rows {
                let first = index(column: window.x, row: row)
                let isWhole = weigh(weights, first, samples, alpha: test.alpha)
                for band in 0..<bands {
                    let start = samples + first * bands + band
                    let ofBand = band == test.alpha || isWhole ? nil : weights
                    statistics[band].merge(
                        Self.sums(start, step: bands, window.width, weights: ofBand, test.nodata?.value))
                }
            }
        }
    }

    /// Says of each pixel of a row by 1 or 0 whether mask and alpha let it count; returns whether all do.
    private func weigh<S: Sample>(
        _ weights: UnsafeMutableBufferPointer<Int64>, _ first: Int, _ samples: UnsafeMutablePointer<S>, alpha: Int?
    ) -> Bool {
        var sum: Int64 = 0
        if let mask {
            for column in weights.indices {
                weights[column] = mask.bytes[first + column] == 0 ? 0 : 1
                sum += weights[column]
            }
        } else if let alpha {
            let start = samples + first * pixels.bands + alpha
            for column in weights.indices {
                weights[column] = start[column * pixels.bands] > .zero ? 1 : 0
                sum += weights[column]
            }
        } else {
            return true
        }
        return sum == weights.count
    }

    @inline(__always)
    private static func sums<S: Sample & FixedWidthInteger>(
        _ samples: UnsafeMutablePointer<S>, step: Int, _ width: Int, weights: UnsafeMutableBufferPointer<Int64>?,
        _ nodata: S?
    ) -> Statistics {
        var count: Int64 = 0
        var total: Int64 = 0
        var squares: Int64 = 0
        var minimum = Int64.max
        var maximum = Int64.min
        if weights == nil, nodata == nil {
            count = Int64(width)
            for column in 0..<width {
                let value = Int64(truncatingIfNeeded: samples[column * step])
                total &+= value
                squares &+= value &* value
                minimum = min(minimum, value)
                maximum = max(maximum, value)
            }
        } else {
            for column in 0..<width {
                let sample = samples[column * step]
                let weight = sample == nodata ? 0 : weights.map { $0[column] } ?? 1
                let value = Int64(truncatingIfNeeded: sample)
                count &+= weight
                total &+= value &* weight
                squares &+= value &* value &* weight
                if weight != 0 {
                    minimum = min(minimum, value)
                    maximum = max(maximum, value)
                }
            }
        }
        return Statistics(
            pixels: width, count: Int(count), total: total, squares: squares, minimum: minimum, maximum: maximum)
    }
}
