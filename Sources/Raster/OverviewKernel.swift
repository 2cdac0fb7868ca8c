/// How an overview's pixel comes from the four below it.
///
/// See: [GDAL's methods of these names](https://github.com/OSGeo/gdal/blob/release/3.6/gcore/overview.cpp).
public enum OverviewKernel: String, Hashable, Sendable, Codable {
    /// The mean of the valid ones.
    case average
    /// The upper left one, for classes and palettes.
    case nearest
}

extension RasterChunk {
    /// The rectangle of the next overview that this one gives: half as many columns and rows, rounded up.
    public var reducedWindow: Window {
        let size = window.size.halved
        return Window(x: window.x / 2, y: window.y / 2, width: size.width, height: size.height)
    }

    /// The chunk of the next overview that this one gives.
    public func reduced(by reduction: OverviewKernel, validity: Validity) -> RasterChunk {
        let target = RasterChunk(
            window: reducedWindow, type: pixels.type, bands: pixels.bands, hasMask: mask != nil)
        reduce(by: reduction, validity: validity, into: target)
        return target
    }

    /// Writes what this chunk gives of the next overview into its place in `target`.
    ///
    /// The chunk begins at an even column and row. Each pixel is the mean of the valid pixels of its 2 x 2 block, half up
    /// for integers; where there is alpha, the mean of the block's alpha, and the mean of its colors weighted by alpha.
    /// Means that would read as nodata although valid pixels went into them move to the neighboring value. Blocks without
    /// a valid pixel repeat the upper left one, or one that is not a number.
    public func reduce(by reduction: OverviewKernel, validity: Validity, into target: RasterChunk) {
        precondition(window.x.isMultiple(of: 2) && window.y.isMultiple(of: 2), "blocks begin at even columns and rows")
        precondition(target.window.intersection(reducedWindow) == reducedWindow, "the target does not hold the place")
        switch reduction {
        case .nearest:
            var kernel = UpperLeft(source: self, target: target)
            pixels.type.dispatch(&kernel)
        case .average where pixels.type == .uint8 && pixels.bands == 4 && validity == .alpha(band: 3):
            averageColors(into: target)
        case .average where pixels.type == .float32 && pixels.bands == 1 && mask == nil:
            Averaging(source: self, target: target, validity: validity).averageHeights()
        case .average:
            var kernel = Averaging(source: self, target: target, validity: validity)
            pixels.type.dispatch(&kernel)
        }
    }

    /// The block that each pixel of the reduced window comes from, row by row.
    ///
    /// - Parameters:
    ///   - four: Makes four pixels at once of as many blocks side by side, whose upper and lower rows of eight begin at
    ///     these pixels, or says that it did not.
    ///   - one: Makes one pixel.
    @inline(__always)
    func forEachBlock(
        into target: RasterChunk, four: (_ upper: Int, _ lower: Int, _ pixel: Int) -> Bool = { _, _, _ in false },
        one: (_ block: Block, _ pixel: Int) -> Void
    ) {
        let place = reducedWindow
        for row in 0..<place.height {
            let upper = 2 * row * pixels.size.width
            let lower = 2 * row + 1 < window.height ? upper + pixels.size.width : upper
            let first = target.index(column: place.x, row: place.y + row)
            var column = 0
            while column < place.width {
                let end = min(column + 4, place.width)
                if 2 * column + 8 > window.width || !four(upper + 2 * column, lower + 2 * column, first + column) {
                    for column in column..<end {
                        let left = 2 * column
                        let right = min(left + 1, window.width - 1)
                        one(Block(upper + left, upper + right, lower + left, lower + right), first + column)
                    }
                }
                column = end
            }
        }
    }
}

extension UnsafeMutablePointer where Pointee: SIMDScalar {
    /// Eight numbers, wherever they begin.
    @inline(__always)
    func eight(at place: Int) -> SIMD8<Pointee> where SIMD8<Pointee>: BitwiseCopyable {
        UnsafeRawPointer(self + place).loadUnaligned(as: SIMD8<Pointee>.self)
    }

    /// Replaces four numbers.
    @inline(__always)
    func store(_ four: SIMD4<Pointee>, at place: Int) where SIMD4<Pointee>: BitwiseCopyable {
        UnsafeMutableRawPointer(self + place).storeBytes(of: four, as: SIMD4<Pointee>.self)
    }
}

/// The four pixels that an overview's pixel comes from, as numbers in their chunk. At the rim of a raster a pixel stands
/// for the one beyond, which leaves every mean as it is.
struct Block {
    let upperLeft: Int
    let upperRight: Int
    let lowerLeft: Int
    let lowerRight: Int

    @inline(__always)
    init(_ upperLeft: Int, _ upperRight: Int, _ lowerLeft: Int, _ lowerRight: Int) {
        self.upperLeft = upperLeft
        self.upperRight = upperRight
        self.lowerLeft = lowerLeft
        self.lowerRight = lowerRight
    }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        body(upperLeft)
        body(upperRight)
        body(lowerLeft)
        body(lowerRight)
    }
}

/// Takes the upper left pixel of each block, its mask included.
private struct UpperLeft: SampleVisitor {
    let source: RasterChunk
    let target: RasterChunk

    func visit<S: Sample>(_ type: S.Type) {
        let bands = source.pixels.bands
        let from = source.pixels.samples(as: type)
        let to = target.pixels.samples(as: type)
        source.forEachBlock(into: target) { block, pixel in
            for band in 0..<bands { to[pixel * bands + band] = from[block.upperLeft * bands + band] }
            if let mask = target.mask, let sourceMask = source.mask {
                mask.bytes[pixel] = sourceMask.bytes[block.upperLeft]
            }
        }
    }
}

/// Takes the mean of each block's valid pixels.
struct Averaging: SampleVisitor {
    let source: RasterChunk
    let target: RasterChunk
    let validity: Validity

    func visit<S: Sample>(_ type: S.Type) {
        let bands = source.pixels.bands
        let from = source.pixels.samples(as: type)
        let to = target.pixels.samples(as: type)
        let test = ValidityTest<S>(source, validity: validity)
        guard bands > 1 || source.mask != nil || test.alpha != nil else { return averageBand(from, test, into: to) }
        source.forEachBlock(into: target) { block, pixel in
            for band in 0..<bands {
                to[pixel * bands + band] =
                    if let alpha = test.alpha, band != alpha {
                        weighted(block, from, band: band, alpha: alpha, bands: bands)
                    } else {
                        mean(block, from, test, band: band, bands: bands)
                    }
            }
            if let mask = target.mask, let sourceMask = source.mask {
                var isValid = false
                block.forEach { if sourceMask.bytes[$0] != 0 { isValid = true } }
                mask.bytes[pixel] = isValid ? 255 : 0
            }
        }
    }

    /// One band that nothing lies beside: what every surface is. Most blocks are valid as a whole.
    @inline(__always)
    private func averageBand<S: Sample>(
        _ from: UnsafeMutableBufferPointer<S>, _ test: ValidityTest<S>, into to: UnsafeMutableBufferPointer<S>
    ) {
        source.forEachBlock(into: target) { block, pixel in to[pixel] = meanOfBand(block, from, test) }
    }

    @inline(__always)
    func meanOfBand<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, _ test: ValidityTest<S>
    ) -> S {
        let a = samples[block.upperLeft]
        let b = samples[block.upperRight]
        let c = samples[block.lowerLeft]
        let d = samples[block.lowerRight]
        guard test.areNumbers(a, b, c, d) else { return mean(block, samples, test, band: 0, bands: 1) }
        return test.valid(S(mean: a.total + b.total + c.total + d.total, of: 4))
    }

    @inline(__always)
    private func mean<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, _ test: ValidityTest<S>, band: Int, bands: Int
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
        return test.valid(S(mean: total, of: count))
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
        return S.quotient(total, weights)
    }

    /// What stands for a block without a valid sample. Where another band, or a mask, makes the pixel show, only a sample
    /// that is not a number is not taken for a value.
    @inline(__always)
    private func hole<S: Sample>(
        _ block: Block, _ samples: UnsafeMutableBufferPointer<S>, band: Int, bands: Int
    ) -> S {
        var hole = samples[block.upperLeft * bands + band]
        block.forEach { pixel in
            if samples[pixel * bands + band].isNotANumber { hole = samples[pixel * bands + band] }
        }
        return hole
    }
}
