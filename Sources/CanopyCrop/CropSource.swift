internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// A window of a file with everything outside an area taken away.
struct CropSource: RasterSource {
    let profile: RasterProfile
    let blocks: SourceBlocks
    private let input: RasterInput
    private let warnings: Warnings
    private let window: Window
    private let coverage: PolygonRasterizer
    private let rule: MaskingMode

    init(
        _ input: RasterInput, _ dataset: borrowing Dataset, _ source: RasterProfile, window: Window,
        coverage: PolygonRasterizer
    ) {
        rule = MaskingMode(for: source)
        var profile = rule.profile(of: source)
        profile.size = window.size
        profile.georeference.transform = source.georeference.transform?.shifted(toColumn: window.x, row: window.y)
        self.profile = profile
        self.window = window
        self.coverage = coverage
        blocks = dataset.blocks(of: window)
        self.input = input
        warnings = dataset.warnings
    }

    func reader() throws(RasterError) -> any RasterReader {
        do throws(GDALError) {
            return CropReader(
                try input.dataset(warnings: warnings), profile, window: window, coverage: coverage, rule: rule)
        } catch {
            throw .gdal(error)
        }
    }

    func expect(_ windows: () throws(RasterError) -> [Window]) throws(RasterError) {
        try input.expect { () throws(RasterError) in try windows().map { $0.shifted(by: window) } }
    }
}

/// Reads a window of a file and takes away what lies outside the area.
private final class CropReader: RasterReader {
    private let dataset: Dataset
    private let window: Window
    private let coverage: PolygonRasterizer
    private let rule: MaskingMode
    /// The bands of the file; an added alpha band comes behind them.
    private let bands: [Int]
    /// The bytes of one pixel outside the area, many times.
    private let outside: [UInt8]
    private let pixelBytes: Int
    /// The bytes of an added alpha sample inside the area.
    private let opaque: [UInt8]
    /// The area in the rows that were asked about last: windows side by side have the same rows.
    private var covered: (rows: Range<Int>, spans: [[Range<Int>]]) = (0..<0, [])

    init(
        _ dataset: consuming Dataset, _ profile: RasterProfile, window: Window, coverage: PolygonRasterizer,
        rule: MaskingMode
    ) {
        bands = Array(0..<(profile.bands.count - (rule == .addedAlpha ? 1 : 0)))
        let pixel = profile.blankPixel
        outside = Array((0..<512).map { _ in pixel }.joined())
        pixelBytes = pixel.count
        opaque = profile.type.opaqueSample
        self.window = window
        self.coverage = coverage
        self.rule = rule
        self.dataset = dataset
    }

    /// The covered columns of rows of the file.
    private func spans(ofRows rows: Range<Int>) -> [[Range<Int>]] {
        if covered.rows != rows { covered = (rows, coverage.spans(ofRows: rows)) }
        return covered.spans
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) -> [Bool] {
        let spans = spans(ofRows: Window(columns: 0..<1, rows: rows).shifted(by: window).rows)
        return columns.map { columns in
            let place = Window(columns: columns, rows: rows).shifted(by: window)
            let isOutside = spans.allSatisfy { $0.allSatisfy { !$0.overlaps(place.columns) } }
            // What the file does not have is blank only where the crop says so of it.
            return isOutside || (rule.keepsValidity && dataset.isEmpty(place))
        }
    }

    func read(_ part: Window, into chunk: RasterChunk) throws(RasterError) {
        let place = part.shifted(by: window)
        let column = part.x - chunk.window.x
        let row = part.y - chunk.window.y
        do throws(GDALError) {
            try dataset.read(place, bands: bands, into: chunk.pixels, column: column, row: row)
            if rule == .mask, let mask = chunk.mask {
                try dataset.readMask(place, into: mask, column: column, row: row)
            }
        } catch {
            throw .gdal(error)
        }
        for (line, covered) in spans(ofRows: place.rows).enumerated() {
            // Where the first pixel of the part's row is in the chunk, less its column of the file.
            let start = chunk.index(column: part.x, row: part.y + line) - place.x
            var next = place.columns.lowerBound
            for span in covered where span.overlaps(place.columns) {
                let columns = span.clamped(to: place.columns)
                clear((start + next)..<(start + columns.lowerBound), of: chunk)
                mark((start + columns.lowerBound)..<(start + columns.upperBound), of: chunk)
                next = columns.upperBound
            }
            clear((start + next)..<(start + place.columns.upperBound), of: chunk)
        }
    }

    /// Gives some pixels the value that stands for outside.
    private func clear(_ pixels: Range<Int>, of chunk: RasterChunk) {
        guard !pixels.isEmpty else { return }
        var rest = chunk.pixels.bytes[(pixels.lowerBound * pixelBytes)..<(pixels.upperBound * pixelBytes)]
        while !rest.isEmpty {
            let count = min(rest.count, outside.count)
            UnsafeMutableRawBufferPointer(rebasing: rest).copyBytes(from: outside[..<count])
            rest = rest.dropFirst(count)
        }
        if let mask = chunk.mask?.bytes { mask[pixels].initializeMemory(as: UInt8.self, repeating: 0) }
    }

    /// Says of some pixels that they are inside, where the source has nothing that would say so.
    private func mark(_ pixels: Range<Int>, of chunk: RasterChunk) {
        switch rule {
        case .addedAlpha:
            let bytes = chunk.pixels.bytes
            for pixel in pixels {
                let end = (pixel + 1) * pixelBytes
                for (index, byte) in opaque.enumerated() { bytes[end - opaque.count + index] = byte }
            }
        case .addedMask:
            guard let mask = chunk.mask?.bytes else { return }
            mask[pixels].initializeMemory(as: UInt8.self, repeating: 255)
        case .alpha, .mask, .nodata, .addedNaN:
            break
        }
    }
}
