internal import Raster

/// One row of a raster as numbers.
struct RowSamples: SampleVisitor {
    /// Columns.
    let width: Int
    /// The samples band by band; NaN where they are not valid.
    private(set) var values: [Double]
    /// How much each pixel shows: 1 or 0, or its alpha where there is an alpha band.
    private(set) var opacity: [Double]
    /// The greatest opacity so far.
    private(set) var greatestOpacity = 0.0

    private let bands: Int
    private let hasAlpha: Bool
    /// Whether samples are multiplied by alpha already.
    private let isPremultiplied: Bool
    private let validity: Validity
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

    /// Rows of `width` pixels with the given bands, after which comes the alpha band where there is one.
    init(width: Int, bands: Int, validity: Validity, isPremultiplied: Bool = false) {
        self.width = width
        self.bands = bands
        self.isPremultiplied = isPremultiplied
        self.validity = validity
        if case .alpha = validity { hasAlpha = true } else { hasAlpha = false }
        values = Array(repeating: 0, count: width * bands)
        opacity = Array(repeating: 1, count: width)
    }

    /// The alpha of opaque pixels; `nil` where there is no alpha band.
    ///
    /// It is not always that of the type: many programs write masks of 255 or of 1 into the alpha of 16-bit rasters.
    var opaque: Double? {
        hasAlpha ? [1, 255, 65535].first { greatestOpacity <= $0 } ?? greatestOpacity : nil
    }

    /// Takes the samples of a row of the strip.
    mutating func take(row: Int, of strip: RasterChunk) {
        bytes = UnsafeRawBufferPointer(strip.pixels.bytes(ofRows: row..<row + 1))
        strip.pixels.type.dispatch(&self)
        guard let mask = strip.mask?.bytes(ofRows: row..<row + 1) else { return }
        for column in 0..<width { opacity[column] = mask[column] == 0 ? 0 : 1 }
    }

    mutating func visit<S: Sample>(_ type: S.Type) {
        let samples = bytes.assumingMemoryBound(to: type)
        let step = hasAlpha ? bands + 1 : bands
        let valid = ValidSamples<S>(validity)
        for band in 0..<bands {
            for column in 0..<width {
                let sample = samples[column * step + band]
                values[band * width + column] = valid.containsQuantity(sample) ? sample.double : .nan
            }
        }
        guard hasAlpha else { return }
        for column in 0..<width {
            let alpha = samples[column * step + bands]
            opacity[column] = alpha > .zero && valid.containsQuantity(alpha) ? alpha.double : 0
            greatestOpacity = max(greatestOpacity, opacity[column])
        }
        guard isPremultiplied else { return }
        let full = S.opaque.double
        for band in 0..<bands {
            for column in 0..<width where opacity[column] > 0 {
                values[band * width + column] = min(values[band * width + column] * full / opacity[column], full)
            }
        }
    }
}
