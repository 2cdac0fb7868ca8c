internal import GDAL
public import Raster

/// A GeoTIFF made by code: what it says about itself, and a rule for its samples.
public struct RasterFixture: Sendable {
    /// Everything about the raster but its samples.
    public var profile: RasterProfile
    /// Creation options of GDAL's GTiff driver, such as `TILED=YES`.
    public var options: [String] = []
    /// The sample at a column and row in a band, all from 0.
    public var sample: @Sendable (_ column: Int, _ row: Int, _ band: Int) -> Double
    /// Whether the mask says that the pixel at a column and row is valid; for rasters whose validity is a mask.
    public var isValid: @Sendable (_ column: Int, _ row: Int) -> Bool = { _, _ in true }

    /// A raster of pixels one meter wide somewhere in UTM zone 17 north, whose samples tell where they are.
    public init(
        width: Int = 40, height: Int = 30, type: PixelType = .float32, bands: [ColorInterpretation] = [.gray],
        validity: Validity = .all, crs: String? = "EPSG:32617",
        transform: GeoTransform = GeoTransform(originX: 400_000, pixelWidth: 1, originY: 3_000_000, pixelHeight: -1),
        sample: @escaping @Sendable (_ column: Int, _ row: Int, _ band: Int) -> Double = RasterFixture.anywhere
    ) throws {
        let wkt = try crs.map { try SpatialReference(named: $0).wkt }
        profile = RasterProfile(
            size: Size(width: width, height: height), type: type, bands: bands.map { BandProfile(interpretation: $0) },
            validity: validity, georeference: Georeference(transform: transform, crs: wkt))
        self.sample = sample
    }

    /// Samples from 1 to 100 that differ between neighbors and between bands.
    public static let anywhere: @Sendable (Int, Int, Int) -> Double = { column, row, band in
        Double((column * 7 + row * 13 + band * 29) % 100 + 1)
    }

    /// Writes the file and gives its path.
    @discardableResult
    public func write(to path: String) throws -> String {
        let meanings = profile.bands.map(\.interpretation)
        let photometric = meanings.starts(with: [.red, .green, .blue]) ? "RGB" : "MINISBLACK"
        let dataset = try Dataset.create(
            path, size: profile.size, bands: profile.bands.count, type: profile.type,
            options: options + (profile.bands[0].palette.isEmpty ? ["PHOTOMETRIC=\(photometric)"] : []))
        try dataset.describe(as: profile)
        let strip = RasterChunk(rows: 0..<profile.size.height, of: profile)
        var filling = Filling(strip: strip, sample: sample)
        profile.type.dispatch(&filling)
        try dataset.write(Window(profile.size), from: strip.pixels)
        if let mask = strip.mask {
            for row in 0..<profile.size.height {
                for column in 0..<profile.size.width {
                    mask.bytes[row * profile.size.width + column] = isValid(column, row) ? 255 : 0
                }
            }
            try dataset.addMask()
            try dataset.writeMask(Window(profile.size), from: mask)
        }
        try dataset.close()
        return path
    }

    private struct Filling: SampleVisitor {
        let strip: RasterChunk
        let sample: @Sendable (Int, Int, Int) -> Double

        func visit<S: Sample>(_ type: S.Type) {
            let samples = strip.pixels.samples(as: type)
            let bands = strip.pixels.bands
            for index in samples.indices {
                let pixel = index / bands
                let (row, column) = pixel.quotientAndRemainder(dividingBy: strip.window.width)
                samples[index] = S(rounding: sample(column, row, index % bands))
            }
        }
    }
}
