/// How an overview's pixel comes from the four below it.
public enum Reduction: String, Hashable, Sendable, Codable {
    /// The mean of the valid ones.
    case average
    /// The upper left one, for classes and palettes.
    case nearest
}

extension Strip {
    /// The strip of the next overview that this one gives: half as many rows and columns, rounded up.
    ///
    /// The strip begins at an even row. Each pixel is the mean of the valid pixels of its 2 x 2 block, half up for
    /// integers; where there is alpha, the mean of the block's alpha, and the mean of its colours weighted by alpha. Means
    /// that would read as nodata although valid pixels went into them move to the neighbouring value. Blocks without a
    /// valid pixel repeat the upper left one, or one that is not a number.
    public func reduced(by reduction: Reduction, validity: Validity) -> Strip {
        precondition(rows.lowerBound.isMultiple(of: 2), "blocks begin at even rows")
        let start = rows.lowerBound / 2
        let size = pixels.size.halved
        let result = Strip(
            rows: start..<(start + size.height), width: size.width, type: pixels.type, bands: pixels.bands,
            hasMask: mask != nil)
        switch reduction {
        case .nearest:
            var kernel = UpperLeft(source: self, target: result)
            pixels.type.dispatch(&kernel)
        case .average:
            var kernel = Averaging(source: self, target: result, validity: validity)
            pixels.type.dispatch(&kernel)
        }
        return result
    }
}

/// Takes the upper left pixel of each block, its mask included.
private struct UpperLeft: SampleVisitor {
    let source: Strip
    let target: Strip

    func visit<S: Sample>(_ type: S.Type) {
        let bands = source.pixels.bands
        let from = source.pixels.samples(as: type)
        let to = target.pixels.samples(as: type)
        for row in 0..<target.rows.count {
            for column in 0..<target.width {
                let pixel = row * target.width + column
                let upperLeft = 2 * row * source.width + 2 * column
                for band in 0..<bands { to[pixel * bands + band] = from[upperLeft * bands + band] }
                if let mask = target.mask, let sourceMask = source.mask {
                    mask.bytes[pixel] = sourceMask.bytes[upperLeft]
                }
            }
        }
    }
}

/// Takes the mean of each block's valid pixels.
private struct Averaging: SampleVisitor {
    let source: Strip
    let target: Strip
    let validity: Validity

    func visit<S: Sample>(_ type: S.Type) {
        let bands = source.pixels.bands
        let from = source.pixels.samples(as: type)
        let to = target.pixels.samples(as: type)
        let test = ValidityTest<S>(source, validity: validity)
        let nodata: S? = if case .nodata(let value) = validity { S(value) } else { nil }
        for row in 0..<target.rows.count {
            for column in 0..<target.width {
                let pixel = row * target.width + column
                let block = Block(row: row, column: column, of: source.pixels.size)
                for band in 0..<bands {
                    to[pixel * bands + band] =
                        if let alpha = test.alpha, band != alpha {
                            weighted(block, from, band: band, alpha: alpha, bands: bands)
                        } else {
                            mean(block, from, test, band: band, bands: bands, nodata: nodata)
                        }
                }
                if let mask = target.mask, let sourceMask = source.mask {
                    mask.bytes[pixel] = block.contains { sourceMask.bytes[$0] != 0 } ? 255 : 0
                }
            }
        }
    }

    @inline(__always)
    private func mean<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, _ test: ValidityTest<S>, band: Int, bands: Int,
        nodata: S?
    ) -> S {
        var total = S.Total.zero
        var count = 0
        block.forEach { pixel in
            let sample = samples[pixel * bands + band]
            if test.isValid(sample, pixel: pixel, band: band) {
                total += sample.total
                count += 1
            }
        }
        guard count > 0 else { return hole(block, samples, band: band, bands: bands) }
        let mean = S(mean: total, of: count)
        return mean == nodata ? mean.neighbour : mean
    }

    @inline(__always)
    private func weighted<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, band: Int, alpha: Int, bands: Int
    ) -> S {
        var total = 0.0
        var weights = 0.0
        block.forEach { pixel in
            let sample = samples[pixel * bands + band]
            let weight = samples[pixel * bands + alpha].double
            if weight > 0, !sample.isNotANumber {
                total += sample.double * weight
                weights += weight
            }
        }
        guard weights > 0 else { return hole(block, samples, band: band, bands: bands) }
        return S(rounding: total / weights)
    }

    /// What stands for a block without a valid sample. Where another band, or a mask, makes the pixel show, only a sample
    /// that is not a number is not taken for a value.
    @inline(__always)
    private func hole<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, band: Int, bands: Int
    ) -> S {
        var hole = samples[block.first * bands + band]
        block.forEach { pixel in
            if samples[pixel * bands + band].isNotANumber { hole = samples[pixel * bands + band] }
        }
        return hole
    }
}

/// The one to four pixels that an overview's pixel comes from, as numbers in their strip.
private struct Block {
    let first: Int
    private let width: Int
    private let hasRight: Bool
    private let hasLower: Bool

    init(row: Int, column: Int, of size: Size) {
        first = 2 * row * size.width + 2 * column
        width = size.width
        hasRight = 2 * column + 1 < size.width
        hasLower = 2 * row + 1 < size.height
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        body(first)
        if hasRight { body(first + 1) }
        if hasLower { body(first + width) }
        if hasRight && hasLower { body(first + width + 1) }
    }

    @inline(__always)
    func contains(_ condition: (Int) -> Bool) -> Bool {
        var found = false
        forEach { pixel in if condition(pixel) { found = true } }
        return found
    }
}
