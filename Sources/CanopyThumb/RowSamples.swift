internal import Raster

/// One row of a raster as numbers.
struct RowSamples: SampleVisitor {
    /// Columns.
    let width: Int
    /// The samples band by band; NaN where they are not valid.
    private(set) var values: [Double]
    /// How much each pixel shows, from 0 to 1.
    private(set) var opacity: [Double]

    private let bands: Int
    private let hasAlpha: Bool
    private let nodata: NoData?
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

    /// No height or reflectance is that large. Some programs write -3.4e38 for nodata without saying so.
    private static let absurd = 1e30

    /// Rows of `width` pixels with the given bands, after which comes the alpha band where there is one.
    init(width: Int, bands: Int, validity: Validity) {
        self.width = width
        self.bands = bands
        if case .alpha = validity { hasAlpha = true } else { hasAlpha = false }
        if case .nodata(let value) = validity { nodata = value } else { nodata = nil }
        values = Array(repeating: 0, count: width * bands)
        opacity = Array(repeating: 1, count: width)
    }

    /// Takes the samples of a row of `pixels` and, where the raster has a mask, those of the same row of `mask`.
    mutating func take(row: Int, of pixels: borrowing PixelBuffer, mask: borrowing PixelBuffer?) {
        bytes = UnsafeRawBufferPointer(rebasing: pixels.bytes[row * pixels.rowBytes..<(row + 1) * pixels.rowBytes])
        pixels.type.dispatch(&self)
        switch mask {
        case .some(let mask):
            for column in 0..<width { opacity[column] = mask.bytes[row * width + column] == 0 ? 0 : 1 }
        case .none:
            break
        }
    }

    mutating func visit<S: Sample>(_ type: S.Type) {
        let samples = bytes.assumingMemoryBound(to: type)
        let step = hasAlpha ? bands + 1 : bands
        let invalid = nodata.flatMap { S($0) }
        for band in 0..<bands {
            for column in 0..<width {
                let sample = samples[column * step + band]
                let value = sample.double
                // Comparisons with NaN are false.
                let isValid = sample != invalid && value.magnitude < Self.absurd
                values[band * width + column] = isValid ? value : .nan
            }
        }
        guard hasAlpha else { return }
        for column in 0..<width {
            let alpha = samples[column * step + bands].double / S.opaque.double
            opacity[column] = alpha > 0 ? min(alpha, 1) : 0
        }
    }
}
