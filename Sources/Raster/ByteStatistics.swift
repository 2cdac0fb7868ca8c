extension RasterChunk {
    /// Adds pixels of 8 bits without sign to the statistics of each band, from how often each band has each value.
    func gatherBytes(into statistics: inout [Statistics], _ validity: Validity) {
        let bands = pixels.bands
        let test = ValidityTest<UInt8>(self, validity: validity)
        // Two tables, for pixels in turn: neighbors are often alike, and would wait for each other's count. In each, behind
        // the counts of visible pixels stand those of hidden ones, which nobody looks at.
        let size = 2 * bands * 256
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * size) { counts in
            counts.initialize(repeating: 0)
            count(into: counts, alpha: test.alpha)
            for band in 0..<bands {
                var ofBand = (0..<256).map { counts[band * 256 + $0] + counts[size + band * 256 + $0] }
                if band == test.alpha {
                    // Alpha does not hide itself.
                    ofBand[0] += counts[(bands + band) * 256] + counts[size + (bands + band) * 256]
                } else if let nodata = test.nodata {
                    ofBand[Int(nodata.value)] = 0
                }
                statistics[band].merge(Statistics(pixels: window.size.area, counts: ofBand))
            }
        }
    }

    private func count(into counts: UnsafeMutableBufferPointer<UInt32>, alpha: Int?) {
        guard let samples = pixels.samples(as: UInt8.self).baseAddress, let counts = counts.baseAddress else { return }
        switch (pixels.bands, alpha, mask) {
        case (1, nil, nil): count(samples, bands: 1, into: counts) { _ in true }
        case (3, nil, nil): count(samples, bands: 3, into: counts) { _ in true }
        case (4, 3, _): count(samples, bands: 4, into: counts) { samples[4 * $0 + 3] != 0 }
        case (let bands, let alpha?, _):
            count(samples, bands: bands, into: counts) { samples[$0 * bands + alpha] != 0 }
        case (let bands, nil, let mask?): count(samples, bands: bands, into: counts) { mask.bytes[$0] != 0 }
        case (let bands, nil, nil): count(samples, bands: bands, into: counts) { _ in true }
        }
    }

    /// - Parameter bands: Where this is a number that the compiler knows, it can do without a loop.
    @inline(__always)
    private func count(
        _ samples: UnsafeMutablePointer<UInt8>, bands: Int, into counts: UnsafeMutablePointer<UInt32>,
        isVisible: (_ pixel: Int) -> Bool
    ) {
        for row in window.rows {
            let first = index(column: window.x, row: row)
            for pixel in first..<(first &+ window.width) {
                let half = (pixel & 1) &* 2 &+ (isVisible(pixel) ? 0 : 1)
                let table = counts + half &* bands &* 256
                for band in 0..<bands { table[band &* 256 &+ Int(samples[pixel &* bands &+ band])] &+= 1 }
            }
        }
    }
}
