public import GDAL
public import Raster

/// A raster file, or one of its overviews, as it reads: what it says about itself and all of its samples.
public struct RasterContent: Sendable {
    /// Everything about the raster but its samples.
    public let profile: RasterProfile
    /// Columns and rows; an overview's where one was asked for.
    public let size: Size
    /// The samples.
    public let pixels: PixelBuffer
    /// One byte for each pixel, where the file has a mask.
    public let mask: PixelBuffer?

    /// Reads the file at `path`.
    public init(_ path: String, level: Level = .full) throws {
        let dataset = try Dataset.open(path)
        profile = try dataset.profile()
        switch level {
        case .full: size = dataset.size
        case .overview(let number): size = dataset.overviews[number]
        }
        pixels = PixelBuffer(type: profile.type, size: size, bands: profile.bands.count)
        try dataset.read(Window(size), level: level, into: pixels)
        mask = profile.validity == .mask ? PixelBuffer(type: .uint8, size: size, bands: 1) : nil
        if let mask { try dataset.readMask(Window(size), level: level, into: mask) }
    }

    /// The bytes of all samples.
    public var bytes: [UInt8] { Array(pixels.bytes) }

    /// The bytes of the mask; empty where there is none.
    public var maskBytes: [UInt8] { mask.map { Array($0.bytes) } ?? [] }

    /// The bytes of the given bands of one pixel; of all bands if `nil`.
    public func bytes(column: Int, row: Int, bands: Range<Int>? = nil) -> [UInt8] {
        let bands = bands ?? 0..<pixels.bands
        let sample = pixels.type.byteCount
        let start = (row * size.width + column) * pixels.bands * sample
        return Array(pixels.bytes[(start + bands.lowerBound * sample)..<(start + bands.upperBound * sample)])
    }

    /// One sample as a number.
    public func sample(column: Int, row: Int, band: Int = 0) -> Double {
        var reading = Reading(pixels: pixels, index: (row * size.width + column) * pixels.bands + band)
        return profile.type.dispatch(&reading)
    }

    /// The samples of a band as numbers, row by row.
    public func values(ofBand band: Int = 0) -> [Double] {
        (0..<size.area).map { sample(column: $0 % size.width, row: $0 / size.width, band: band) }
    }

    private struct Reading: SampleVisitor {
        let pixels: PixelBuffer
        let index: Int
        func visit<S: Sample>(_ type: S.Type) -> Double { pixels.samples(as: type)[index].double }
    }
}
