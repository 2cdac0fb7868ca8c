internal import GDALOracle
internal import PNG
internal import Raster

/// What a thumbnail must look like: the source resampled by GDAL, stretched where it is no picture of 8 bits.
struct ExpectedPicture {
    /// Red, green and blue, each from 0 to 255; `nil` where rounding decides what they are.
    private var colors: [[Double]]?
    /// From 0 to 1.
    private var opacity: [Double]

    /// No height or reflectance is that large; undeclared nodata is.
    private static let absurd = 1e30

    /// Colors of three bands, or the gray of one.
    init(of source: RasterReading, in size: Size) throws {
        let bands = source.bands.indices.filter { $0 != source.alpha }
        let natural = ["Red", "Green", "Blue"].compactMap { source.meanings.firstIndex(of: $0) }
        let isNatural = natural.count == 3
        let shown = bands.count < 3 ? [bands[0]] : isNatural ? natural : Array(bands.prefix(3))
        let alpha = source.alpha.map { source.doubles(ofBand: $0) }

        var values: [[Double]] = []
        var weights: [[Double]] = []
        for band in shown {
            let visible = source.visible(ofBand: band).map { abs($0) < Self.absurd ? $0 : .nan }
            let weight = visible.indices.map { visible[$0].isNaN ? 0 : alpha?[$0] ?? 1 }
            let sums = try Opinion(on: zip(visible, weight).map { $1 == 0 ? 0 : $0 * $1 }, size: source.size)
                .resampled(to: size)
            weights.append(try Opinion(on: weight, size: source.size).resampled(to: size))
            values.append(zip(sums, weights[weights.count - 1]).map { $1 > 0 ? $0 / $1 : .nan })
        }
        // Of pixels without alpha, what is valid for the better part is opaque.
        let greatest = alpha.map { $0.filter { $0 < Self.absurd }.max() ?? 0 }
        let full = greatest.map { greatest in [1, 255, 65535].first { greatest <= $0 } ?? greatest } ?? 0.5
        opacity = (0..<size.area).map { pixel in min((weights.map { $0[pixel] }.max() ?? 0) / full, 1) }

        guard source.type != .uint8 || shown.count == 1 else {
            colors = values.map { $0.map { $0.isNaN ? 0 : $0 } }
            return
        }
        let scales = isNatural ? Array(repeating: Self.scale(values.flatMap { $0 }), count: 3) : values.map(Self.scale)
        colors = []
        for (values, scale) in zip(values, scales) {
            guard let scale else { continue }
            // Of nearly equal values rounding decides which is darker.
            guard scale.high == scale.low || scale.high - scale.low > 0.01 * max(abs(scale.low), abs(scale.high)) else {
                colors = nil
                return
            }
            colors?.append(
                values.map { value in
                    if value.isNaN { return 0 }
                    guard scale.high > scale.low else { return 127.5 }
                    return 255 * min(max((value - scale.low) / (scale.high - scale.low), 0), 1)
                })
        }
        // A band without a valid value is black beside others.
        if colors?.count != shown.count { colors = nil }
    }

    /// Colors of classes, each pixel's that of the one in its middle.
    init(classesOf source: RasterReading, in size: Size) {
        let hidden = source.hidden(inBand: 0)
        let places = (0..<size.area).map { pixel in
            let x = (2 * (pixel % size.width) + 1) * source.size.width / (2 * size.width)
            let y = (2 * (pixel / size.width) + 1) * source.size.height / (2 * size.height)
            return y * source.size.width + x
        }
        opacity = places.map { hidden[$0] ? 0 : 1 }
        let values = places.map { Double(source.bands[0][$0]) }
        // As RandomRaster has its palette.
        colors = [values, values.map { 255 - $0 }, values.map { _ in 7 }]
    }

    /// From the second to the 98th percentile; `nil` where there are no values.
    private static func scale(_ values: [Double]) -> (low: Double, high: Double)? {
        let sorted = values.filter { !$0.isNaN }.map { Double(Float($0)) }.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let steps = Float(sorted.count - 1)
        let low = sorted[Int((0.02 * steps).rounded(.up))]
        let high = sorted[Int((0.98 * steps).rounded(.down))]
        return low < high ? (low, high) : (first, last)
    }

    /// Holds a picture against this one.
    func check(_ picture: Picture, _ verdict: inout Verdict) {
        let count = picture.channels.rawValue
        let channels = (0..<count).map { channel in
            stride(from: channel, to: picture.samples.count, by: count).map { picture.samples[$0] }
        }
        let hasAlpha = count == 2 || count == 4
        for pixel in opacity.indices {
            let alpha = hasAlpha ? Double(channels[channels.count - 1][pixel]) : 255
            let place = "pixel \(pixel % picture.width), \(pixel / picture.width)"
            compare(alpha, opacity[pixel] * 255, &verdict, "the opacity of \(place)")
            guard alpha > 0, let colors else { continue }
            for channel in 0..<3 {
                let found = channels.count < 3 ? channels[0][pixel] : channels[channel][pixel]
                let expected = colors.count == 1 ? colors[0][pixel] : colors[channel][pixel]
                compare(Double(found), expected, &verdict, "channel \(channel) of \(place)")
            }
        }
    }

    private func compare(_ found: Double, _ expected: Double, _ verdict: inout Verdict, _ place: String) {
        verdict.compare(
            max(0, abs(found - expected) - 0.5), as: .thumbnails, "\(place), \(found) and not \(expected),")
    }
}
