public import Raster
public import RasterIO

/// What a raster that was written looks like; part of `--json` and of the manifest.
public struct RasterReport: Hashable, Sendable, Codable {
    /// The figures of one band.
    public struct Band: Hashable, Sendable, Codable {
        /// The band's name, where it has one.
        public var name: String?
        /// The unit of its values, where the file names one.
        public var unit: String?
        /// What it stands for.
        public var interpretation: ColorInterpretation?
        /// The factor from samples to values, where there is one.
        public var scale: Double?
        /// What is added after scaling, where something is.
        public var offset: Double?
        /// Valid pixels.
        public var validPixels: Int
        /// Their share of all, in percent.
        public var validPercent: Double
        /// Least valid value; `nil`, like the other figures, where no pixel is valid, or where it is infinite.
        public var minimum: Double?
        /// Greatest valid value.
        public var maximum: Double?
        /// Mean of the valid values.
        public var mean: Double?
        /// Their standard deviation.
        public var deviation: Double?

        init(_ profile: BandProfile, _ statistics: Statistics) {
            name = profile.name.isEmpty ? nil : profile.name
            unit = profile.unit.isEmpty ? nil : profile.unit
            interpretation = profile.interpretation
            scale = profile.scale
            offset = profile.offset
            validPixels = statistics.count
            validPercent = statistics.validPercent
            guard statistics.count > 0 else { return }
            minimum = Self.finite(statistics.minimum)
            maximum = Self.finite(statistics.maximum)
            mean = Self.finite(statistics.mean)
            deviation = Self.finite(statistics.deviation)
        }

        /// Infinite samples are valid, but JSON has no number for what they lead to.
        private static func finite(_ figure: Double) -> Double? { figure.isFinite ? figure : nil }
    }

    /// The file.
    public var path: String
    /// Its bytes.
    public var bytes: Int
    /// Columns and rows.
    public var size: Size
    /// The type of its samples.
    public var sampleType: PixelType
    /// What its coordinates refer to; `nil` where it does not say.
    public var crs: RasterDescription.CRS?
    /// From pixels to coordinates; `nil` where it does not say.
    public var transform: GeoTransform?
    /// The least rectangle around all pixels, in its coordinates; `nil` without a transform.
    public var bounds: Bounds?
    /// What marks pixels that are not valid.
    public var validity: RasterDescription.ValidityMark
    /// The bands in order.
    public var bands: [Band]
    /// The sizes of its overviews, the largest first.
    public var overviews: [Size]
    /// The compression of its pixels.
    public var compression: Compression
    /// Whether differences are stored.
    public var predictor: Bool
    /// Pixels that are valid in the band that has most of them.
    public var validPixels: Int

    /// How the file is made, in a line without its name.
    public var details: String {
        "\(size) pixels, \(bands.count) \(bands.count == 1 ? "band" : "bands") of \(sampleType.rawValue), \(compression.rawValue)"
            + "\(predictor ? " with a predictor" : ""), \(overviews.count) \(overviews.count == 1 ? "overview" : "overviews")"
    }
}
