import CanopyTesting
import CanopyThumb
import Foundation
import GDAL
import PNG
import Raster
import RasterIO

/// A raster that a test describes by a formula.
struct Fixture {
    var size: Size
    var type = PixelType.float32
    var bands = [BandProfile()]
    var validity = Validity.all
    var georeference = Georeference()
    var options: [String] = []

    init(_ width: Int, _ height: Int, type: PixelType = .float32, colors: [ColorInterpretation] = [.undefined]) {
        size = Size(width: width, height: height)
        self.type = type
        bands = colors.map { BandProfile(interpretation: $0) }
    }

    /// The fixture with another way of marking pixels as not valid.
    func marked(_ validity: Validity) -> Fixture {
        var copy = self
        copy.validity = validity
        return copy
    }

    /// Writes the raster and gives its path.
    ///
    /// - Parameters:
    ///   - overview: What the pixels of an overview of half the size are; none is made if `nil`.
    ///   - isExternal: Whether the overview stands in a file of its own.
    ///   - mask: Whether a pixel is valid, if the fixture is marked by a mask.
    ///   - value: The sample of a band at a column and row.
    @discardableResult
    func write(
        to path: String, overview: ((Int, Int, Int) -> Double)? = nil, isExternal: Bool = false,
        mask: (Int, Int) -> Bool = { _, _ in true }, value: (Int, Int, Int) -> Double
    ) throws -> String {
        let dataset = try Dataset.create(path, size: size, bands: bands.count, type: type, options: options)
        try dataset.describe(
            as: RasterProfile(size: size, type: type, bands: bands, validity: validity, georeference: georeference))
        if validity == .mask {
            try dataset.addMask()
            try dataset.writeMask(Window(size), from: maskPixels(size, mask))
        }
        try dataset.write(Window(size), from: pixels(size, value))
        try dataset.close()
        guard let overview else { return path }
        // GDAL puts the overviews of a file that it may not change beside it.
        let second = try Dataset.open(path, update: !isExternal)
        try second.addEmptyOverviews(levels: 1)
        let half = size.halved
        try second.write(Window(half), level: .overview(0), from: pixels(half, overview))
        if validity == .mask {
            try second.writeMask(Window(half), level: .overview(0), from: maskPixels(half) { mask(2 * $0, 2 * $1) })
        }
        try second.close()
        return path
    }

    private func maskPixels(_ size: Size, _ isValid: (Int, Int) -> Bool) -> PixelBuffer {
        let buffer = PixelBuffer(type: .uint8, size: size, bands: 1)
        for row in 0..<size.height {
            for column in 0..<size.width {
                buffer.bytes[row * size.width + column] = isValid(column, row) ? 255 : 0
            }
        }
        return buffer
    }

    private func pixels(_ size: Size, _ value: (Int, Int, Int) -> Double) -> PixelBuffer {
        let buffer = PixelBuffer(type: type, size: size, bands: bands.count)
        withoutActuallyEscaping(value) { value in
            var filling = Filling(buffer: buffer, value: value)
            type.dispatch(&filling)
        }
        return buffer
    }

    private struct Filling: SampleVisitor {
        let buffer: PixelBuffer
        let value: (Int, Int, Int) -> Double

        func visit<S: Sample>(_ type: S.Type) {
            let samples = buffer.samples(as: type)
            for row in 0..<buffer.size.height {
                for column in 0..<buffer.size.width {
                    for band in 0..<buffer.bands {
                        samples[(row * buffer.size.width + column) * buffer.bands + band] =
                            S(rounding: value(band, column, row))
                    }
                }
            }
        }
    }
}

/// A thumbnail, pixel by pixel.
struct Made {
    let report: Thumb.Report
    let picture: Picture

    /// Red, green, blue and alpha.
    subscript(_ column: Int, _ row: Int) -> [UInt8] {
        let count = picture.channels.rawValue
        let start = (row * picture.width + column) * count
        let samples = Array(picture.samples[start..<start + count])
        return switch picture.channels {
        case .gray: [samples[0], samples[0], samples[0], 255]
        case .grayAlpha: [samples[0], samples[0], samples[0], samples[1]]
        case .rgb: samples + [255]
        case .rgba: samples
        }
    }

    /// All pixels, row by row.
    var pixels: [[UInt8]] {
        (0..<picture.height).flatMap { row in (0..<picture.width).map { self[$0, row] } }
    }
}

/// Makes the thumbnail of a raster, beside it.
func thumbnail(of path: String, _ maxDim: Int = 800, _ style: Style = .auto) throws -> Made {
    var options = Thumb.Options()
    options.maxDim = maxDim
    options.style = style
    options.overwrite = true
    let report = try Thumb(options: options).run(.init(input: RasterInput(path), output: path + ".png"))
    return Made(report: report, picture: try Picture(contentsOf: path + ".png"))
}
