/// Tells of single samples of a chunk whether they are valid: ``ValidSamples`` has them, and mask or alpha of their pixel
/// is above 0. The alpha band itself does not hide.
struct ValidityTest<S: Sample> {
    private let samples: UnsafeMutableBufferPointer<S>
    private let mask: UnsafeMutableRawBufferPointer?
    private let bands: Int
    private let valid: ValidSamples<S>
    /// The samples that are nodata, if some are.
    var nodata: NoDataSamples<S>? { valid.nodata }
    /// The alpha band, if that is what marks pixels.
    let alpha: Int?

    init(_ chunk: RasterChunk, validity: Validity) {
        samples = chunk.pixels.samples(as: S.self)
        mask = chunk.mask?.bytes
        bands = chunk.pixels.bands
        valid = ValidSamples(validity)
        if case .alpha(let band) = validity { alpha = band } else { alpha = nil }
    }

    /// Whether alpha or a mask may hide pixels, whatever their samples.
    var hidesPixels: Bool { mask != nil || alpha != nil }

    /// Whether none of these is nodata or NaN.
    @inline(__always)
    func areNumbers(_ a: S, _ b: S, _ c: S, _ d: S) -> Bool {
        valid.contains(a, b, c, d)
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
        guard valid.contains(sample) else { return false }
        if let mask, mask[pixel] == 0 { return false }
        if let alpha, band != alpha, !(samples[pixel * bands + alpha] > .zero) { return false }
        return true
    }
}
