/// Tells of single samples of a chunk whether they are valid, for one sample type.
///
/// A valid pixel's band is not nodata and not NaN, and mask or alpha is above 0. The alpha band itself is
/// always valid.
struct ValidityTest<S: Sample> {
    private let samples: UnsafeMutableBufferPointer<S>
    private let mask: UnsafeMutableRawBufferPointer?
    private let bands: Int
    /// The samples that are not valid, if some are.
    let nodata: NoDataSamples<S>?
    /// The alpha band, if that is what marks pixels.
    let alpha: Int?

    init(_ chunk: RasterChunk, validity: Validity) {
        samples = chunk.pixels.samples(as: S.self)
        mask = chunk.mask?.bytes
        bands = chunk.pixels.bands
        if case .nodata(let value) = validity { nodata = NoDataSamples(value) } else { nodata = nil }
        if case .alpha(let band) = validity { alpha = band } else { alpha = nil }
    }

    /// Whether none of these is nodata or NaN.
    @inline(__always)
    func areNumbers(_ a: S, _ b: S, _ c: S, _ d: S) -> Bool {
        if a.isNotANumber || b.isNotANumber || c.isNotANumber || d.isNotANumber { return false }
        guard let nodata else { return true }
        return !nodata.contains(a) && !nodata.contains(b) && !nodata.contains(c) && !nodata.contains(d)
    }

    /// A mean of valid samples, or what stands in for it where it would be read as nodata.
    @inline(__always)
    func valid(_ mean: S) -> S {
        guard let nodata, nodata.contains(mean) else { return mean }
        return nodata.neighbor
    }

    /// Whether `sample`, of the given band of the pixel with this number in the chunk, is valid.
    @inline(__always)
    func isValid(_ sample: S, pixel: Int, band: Int) -> Bool {
        if sample.isNotANumber { return false }
        if let nodata, nodata.contains(sample) { return false }
        if let mask, mask[pixel] == 0 { return false }
        if let alpha, band != alpha, !(samples[pixel * bands + alpha] > .zero) { return false }
        return true
    }
}
