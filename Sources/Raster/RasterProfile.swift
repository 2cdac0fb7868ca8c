/// How a raster says which of its pixels are valid.
public enum Validity: Hashable, Sendable {
    /// Every pixel is valid; in floating-point rasters every one that is not NaN.
    case all
    /// Samples of this value are not valid, nor are NaNs.
    case nodata(NoData)
    /// Pixels whose sample in this band (from 0) is not above 0 are transparent.
    case alpha(band: Int)
    /// A mask beside the bands: pixels where it is 0 are not valid.
    case mask
}

/// What a band stands for.
public enum ColorInterpretation: String, Sendable, Codable {
    case undefined, gray, palette, red, green, blue, alpha, hue, saturation, lightness, cyan, magenta, yellow, black
    case luma, blueChroma, redChroma
}

/// A color of a palette, 0 to 255 each.
public struct PaletteColor: Hashable, Sendable, Codable {
    /// Red.
    public var red: Int16
    /// Green.
    public var green: Int16
    /// Blue.
    public var blue: Int16
    /// Opacity.
    public var alpha: Int16

    /// A color from its parts.
    public init(red: Int16, green: Int16, blue: Int16, alpha: Int16) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }
}

/// Everything about one band but its samples.
public struct BandProfile: Hashable, Sendable {
    /// What the band stands for.
    public var interpretation: ColorInterpretation
    /// The band's name; empty where it has none.
    public var name = ""
    /// The unit of its values after scaling; empty where unknown.
    public var unit = ""
    /// The factor from samples to values.
    public var scale: Double?
    /// What is added after scaling.
    public var offset: Double?
    /// The names of its classes, by sample.
    public var categories: [String] = []
    /// Its colors, by sample; empty where it has no palette.
    public var palette: [PaletteColor] = []
    /// Its metadata, statistics left out: they describe pixels, not the band.
    public var metadata: [String: String] = [:]

    /// A band without a name, unit or palette.
    public init(interpretation: ColorInterpretation = .undefined) {
        self.interpretation = interpretation
    }

    /// Whether samples are names of classes rather than quantities, so that a mean of them means nothing.
    public var isClassified: Bool { !palette.isEmpty || !categories.isEmpty }
}

/// Where a raster lies.
public struct Georeference: Hashable, Sendable {
    /// From pixels to coordinates; `nil` where the file does not say.
    public var transform: GeoTransform?
    /// The coordinate reference system as WKT 2; `nil` where the file does not say.
    public var crs: String?

    /// A place from its parts.
    public init(transform: GeoTransform? = nil, crs: String? = nil) {
        self.transform = transform
        self.crs = crs
    }
}

/// Everything about a raster but its samples.
public struct RasterProfile: Hashable, Sendable {
    /// Columns and rows.
    public var size: Size
    /// The type of all samples.
    public var type: PixelType
    /// The bands in order.
    public var bands: [BandProfile]
    /// How pixels are marked as not valid.
    public var validity: Validity
    /// Whether colors are multiplied by alpha already, so that nothing weighs them by it once more.
    public var hasPremultipliedAlpha = false
    /// Where the raster lies.
    public var georeference: Georeference
    /// Metadata by domain; the default domain's name is empty.
    public var metadata: [String: [String: String]]
    /// Metadata domains that are one text each, such as `xml:XMP`.
    public var documents: [String: String]

    /// A raster without metadata.
    public init(
        size: Size, type: PixelType, bands: [BandProfile], validity: Validity = .all,
        georeference: Georeference = Georeference(), metadata: [String: [String: String]] = [:],
        documents: [String: String] = [:]
    ) {
        self.size = size
        self.type = type
        self.bands = bands
        self.validity = validity
        self.georeference = georeference
        self.metadata = metadata
        self.documents = documents
    }

    /// The band (from 0) that is declared alpha, if there is one.
    public var alphaBand: Int? { bands.firstIndex { $0.interpretation == .alpha } }

    /// Bytes of one pixel: all bands, and one for the mask where there is one.
    public var bytesPerPixel: Int { bands.count * type.byteCount + (validity == .mask ? 1 : 0) }

    /// What counts when means are made for overviews: multiplied colors are light that simply adds up.
    public var reductionValidity: Validity { hasPremultipliedAlpha ? .all : validity }
}
