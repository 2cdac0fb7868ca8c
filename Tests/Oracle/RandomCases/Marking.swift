package import GDALOracle
package import Raster

/// How the crop of a raster says which of its pixels are outside: the first rule that fits the source.
enum Marking {
    case alpha(band: Int)
    case mask
    case nodata(NoData)
    case newAlpha
    case newNaN
    case newMask

    init(of source: RasterReading) {
        if let alpha = source.alpha {
            self = .alpha(band: alpha)
        } else if source.mask != nil {
            self = .mask
        } else if let nodata = source.nodata, source.nodataCounts {
            self = .nodata(nodata)
        } else if Set(source.meanings).isSuperset(of: ["Red", "Green", "Blue"]),
            source.type == .uint8 || source.type == .uint16
        {
            self = .newAlpha
        } else {
            self = source.type.isFloat ? .newNaN : .newMask
        }
    }
}

/// A crop's pixels, beside those of the raster it was made of.
package struct CroppedPixels {
    private let result: RasterReading
    private let source: RasterReading
    private let window: Window
    private let marking: Marking
    /// The bytes of a sample outside, and of an opaque one.
    private let nothing: [UInt8]
    private let opaque: [UInt8]

    package init(_ result: RasterReading, in window: Window, of source: RasterReading) {
        self.result = result
        self.source = source
        self.window = window
        marking = Marking(of: source)
        var samples = OutsideSamples(marking: marking)
        (nothing, opaque) = result.type.dispatch(&samples)
    }

    /// Whether the file says of itself what the rule asks for.
    package var isMarked: Bool {
        let added = result.bands.count - source.bands.count
        return switch marking {
        case .alpha(let band): result.alpha == band && result.nodata == nil && added == 0
        case .mask, .newMask: result.mask != nil && result.nodata == nil && added == 0
        case .nodata(let value): result.nodata == value && result.alpha == nil && result.mask == nil && added == 0
        case .newAlpha: result.alpha == source.bands.count && result.nodata == nil && added == 1
        case .newNaN: result.nodata == .real(.nan) && result.mask == nil && added == 0
        }
    }

    /// The pixel of the crop at a place of the source; `nil` outside the window.
    func pixel(column: Int, row: Int) -> Int? {
        guard window.columns.contains(column), window.rows.contains(row) else { return nil }
        return (row - window.y) * window.width + column - window.x
    }

    /// Whether the pixel is what pixels outside are.
    package func isNothing(_ pixel: Int) -> Bool {
        if let mask = result.mask, mask[pixel] != 0 { return false }
        return result.bands.indices.allSatisfy { sample(pixel, result, $0).elementsEqual(nothing) }
    }

    /// Whether the pixel is, to the bit, that of the source.
    package func isSame(_ pixel: Int, as sourcePixel: Int) -> Bool {
        switch marking {
        case .mask where result.mask?[pixel] != source.mask?[sourcePixel]: return false
        case .newMask where result.mask?[pixel] != 255: return false
        case .newAlpha where !sample(pixel, result, source.bands.count).elementsEqual(opaque): return false
        default: break
        }
        return source.bands.indices.allSatisfy {
            sample(pixel, result, $0).elementsEqual(sample(sourcePixel, source, $0))
        }
    }

    /// The bytes of a pixel, and its mask.
    func bytes(of pixel: Int) -> [UInt8] {
        result.bands.indices.flatMap { sample(pixel, result, $0) } + (result.mask.map { [$0[pixel]] } ?? [])
    }

    private func sample(_ pixel: Int, _ reading: RasterReading, _ band: Int) -> ArraySlice<UInt8> {
        let step = reading.type.byteCount
        return reading.bands[band][(pixel * step)..<((pixel + 1) * step)]
    }
}

private struct OutsideSamples: SampleVisitor {
    let marking: Marking

    func visit<S: Sample>(_ type: S.Type) -> (nothing: [UInt8], opaque: [UInt8]) {
        let value: S =
            switch marking {
            case .nodata(let nodata): S(nodata) ?? .zero
            case .newNaN: S(.real(.nan)) ?? .zero
            case .alpha, .mask, .newAlpha, .newMask: .zero
            }
        return (withUnsafeBytes(of: value) { Array($0) }, withUnsafeBytes(of: S.opaque) { Array($0) })
    }
}
