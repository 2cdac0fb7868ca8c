internal import Codecs
internal import Raster

extension Predictor {
    /// What fits samples of a type.
    init(for type: PixelType) { self = type.isFloat ? .floatingPoint : .horizontal }

    /// Replaces the samples of a tile by what is stored.
    ///
    /// - Parameter scratch: Room for a row.
    func apply(to pixels: PixelBuffer, scratch: UnsafeMutableRawBufferPointer) {
        guard self != .none else { return }
        for row in 0..<pixels.size.height {
            apply(
                to: pixels.bytes(ofRows: row..<(row + 1)), sampleBytes: pixels.type.byteCount, bands: pixels.bands,
                scratch: scratch)
        }
    }
}
