internal import Files
internal import GDALOracle
internal import Raster

/// What the next overview of a level must be, computed pixel by pixel from the rule alone: the mean of the valid pixels of
/// each 2 x 2 block, half up for whole numbers, colors weighted by alpha where there is alpha.
struct PlainMeans {
    private let level: RasterReading
    private let values: [[Double]]
    private let wholes: [[Int128]?]
    private let hidden: [[Bool]]

    init(of level: RasterReading) {
        self.level = level
        values = level.bands.indices.map { level.doubles(ofBand: $0) }
        wholes = level.bands.indices.map { level.wholes(ofBand: $0) }
        hidden = level.bands.indices.map { level.hidden(inBand: $0) }
    }

    /// Holds an overview against the means.
    func check(_ overview: RasterReading, _ verdict: inout Verdict) {
        for band in values.indices {
            let found = overview.doubles(ofBand: band)
            let foundWholes = overview.wholes(ofBand: band)
            let isHidden = overview.hidden(inBand: band)
            for pixel in found.indices {
                let block = block(below: pixel, of: overview.size)
                let place = "pixel \(pixel % overview.size.width), \(pixel / overview.size.width) of band \(band + 1)"
                let valid = block.filter { !hidden[band][$0] }
                guard !valid.isEmpty else {
                    verdict.expect(isHidden[pixel], "overview: \(place) is \(found[pixel]), made of nothing")
                    continue
                }
                if let all = wholes[band], let foundWholes {
                    let weights = weights(of: valid, band) { wholes[$0] ?? [] }
                    check(foundWholes[pixel], against: mean(valid.map { all[$0] }, weights), &verdict, place)
                } else {
                    let weights = weights(of: valid, band) { values[$0] }
                    check(found[pixel], against: valid.map { values[band][$0] }, weights, &verdict, place)
                }
            }
        }
        guard let mask = level.mask else { return }
        let wrong = (0..<overview.size.area).count { pixel in
            let isValid = block(below: pixel, of: overview.size).contains { mask[$0] > 0 }
            return overview.mask?[pixel] != (isValid ? 255 : 0)
        }
        verdict.compare(overview.size.area, butFor: wrong, as: .overviews, "an overview's mask")
    }

    /// One to four pixels.
    private func block(below pixel: Int, of size: Size) -> [Int] {
        let x = 2 * (pixel % size.width)
        let y = 2 * (pixel / size.width)
        return [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].compactMap { x, y in
            x < level.size.width && y < level.size.height ? y * level.size.width + x : nil
        }
    }

    /// What each pixel of a block counts: its alpha, or 1.
    private func weights<Number: Numeric>(of pixels: [Int], _ band: Int, _ samples: (Int) -> [Number]) -> [Number] {
        guard let alpha = level.alpha, alpha != band else { return pixels.map { _ in 1 } }
        let opacity = samples(alpha)
        return pixels.map { opacity[$0] }
    }

    private func mean(_ samples: [Int128], _ weights: [Int128]) -> Int128 {
        let weight = weights.reduce(0, +)
        let doubled = 2 * zip(samples, weights).reduce(0) { $0 + $1.0 * $1.1 } + weight
        let (quotient, rest) = doubled.quotientAndRemainder(dividingBy: 2 * weight)
        return rest < 0 ? quotient - 1 : quotient
    }

    private func check(_ found: Int128, against mean: Int128, _ verdict: inout Verdict, _ place: String) {
        // A mean of valid pixels never reads as nodata: its neighbor stands in for it.
        let isNodata = level.nodataCounts && mean == level.wholeNodata
        let difference = isNodata ? (abs(found - mean) == 1 ? 0 : 1) : abs(found - mean)
        verdict.compare(Double(difference), as: .overviews, "\(place), \(found) and not \(mean),")
    }

    private func check(
        _ found: Double, against samples: [Double], _ weights: [Double], _ verdict: inout Verdict, _ place: String
    ) {
        let mean = zip(samples, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        // Infinite samples make an infinite mean, or none.
        guard mean.isFinite else {
            verdict.expect(found == mean || found.isNaN && mean.isNaN, "overview: \(place) is \(found), not \(mean)")
            return
        }
        let scale = samples.reduce(1) { max($0, abs($1)) }
        verdict.compare(abs(found - mean) / scale, as: .overviews, "\(place), \(found) and not \(mean),")
        let nothing = level.type == .float32 ? level.nodata.map { Double(Float($0.double)) } : level.nodata?.double
        verdict.expect(!level.nodataCounts || found != nothing, "overview: \(place) reads as nodata")
    }
}
