internal import CanopyCOG
internal import GDAL
internal import Raster

/// A window of a file with everything outside an area taken away.
struct CropSource: RasterSource, ~Copyable {
    let profile: RasterProfile
    private let dataset: Dataset
    private let window: Window
    private let coverage: Coverage
    private let rule: OutsideRule
    /// The bytes of one pixel outside the area.
    private let outside: [UInt8]
    /// The bytes of an added alpha sample inside the area.
    private let opaque: [UInt8]

    init(
        _ dataset: consuming Dataset, _ source: RasterProfile, window: Window, coverage: Coverage
    ) {
        rule = OutsideRule(for: source)
        var profile = rule.profile(of: source)
        profile.size = window.size
        profile.georeference.transform = source.georeference.transform?.shifted(toColumn: window.x, row: window.y)
        var fill = OutsidePixel(profile: profile)
        (outside, opaque) = profile.type.dispatch(&fill)
        self.profile = profile
        self.window = window
        self.coverage = coverage
        self.dataset = dataset
    }

    mutating func read(into strip: Strip) throws(GDALError) {
        let part = window.strip(strip.rows)
        let spans = coverage.spans(ofRows: part.rows)
        // Rows that the area does not touch need not even be read.
        if spans.contains(where: { !$0.isEmpty }) {
            let bands = profile.bands.count - (rule == .addedAlpha ? 1 : 0)
            try dataset.read(part, bands: Array(0..<bands), into: strip.pixels)
            if rule == .mask, let mask = strip.mask { try dataset.readMask(part, into: mask) }
        }
        for (row, covered) in spans.enumerated() {
            clear(gaps(in: part.columns, between: covered), row: row, of: strip)
            mark(covered, row: row, of: strip)
        }
    }

    /// Gives the pixels of some columns the value that stands for outside.
    private func clear(_ columns: [Range<Int>], row: Int, of strip: Strip) {
        let pixels = strip.pixels.bytes(ofRows: row..<(row + 1))
        for range in columns {
            for column in range {
                let start = (column - window.x) * outside.count
                for (index, byte) in outside.enumerated() { pixels[start + index] = byte }
            }
            if let mask = strip.mask?.bytes(ofRows: row..<(row + 1)) {
                for column in range { mask[column - window.x] = 0 }
            }
        }
    }

    /// Says of the pixels of some columns that they are inside, where the source has nothing that would say so.
    private func mark(_ columns: [Range<Int>], row: Int, of strip: Strip) {
        switch rule {
        case .addedAlpha:
            let pixels = strip.pixels.bytes(ofRows: row..<(row + 1))
            for column in columns.joined() {
                let end = (column - window.x + 1) * outside.count
                for (index, byte) in opaque.enumerated() { pixels[end - opaque.count + index] = byte }
            }
        case .addedMask:
            guard let mask = strip.mask?.bytes(ofRows: row..<(row + 1)) else { return }
            for column in columns.joined() { mask[column - window.x] = 255 }
        case .alpha, .mask, .nodata, .addedNaN:
            break
        }
    }
}

/// The bytes of a pixel outside, and those of a fully opaque sample.
private struct OutsidePixel: SampleVisitor {
    let profile: RasterProfile

    func visit<S: Sample>(_ type: S.Type) -> (outside: [UInt8], opaque: [UInt8]) {
        var value = S.zero
        if case .nodata(let nodata) = profile.validity, let exact = S(nodata) { value = exact }
        let sample = withUnsafeBytes(of: value) { Array($0) }
        let pixel = profile.bands.flatMap { _ in sample }
        return (pixel, withUnsafeBytes(of: S.opaque) { Array($0) })
    }
}
