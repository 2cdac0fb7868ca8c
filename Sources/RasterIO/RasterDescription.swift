public import GDAL
public import Raster

/// What a raster file says about itself; part of `--json`.
public struct RasterDescription: Hashable, Sendable, Codable {
    /// The file, as it was named.
    public var path: String
    /// Its bytes.
    public var bytes: Int
    /// Columns and rows.
    public var size: Size
    /// From pixels to coordinates; `nil` where the file does not say.
    public var transform: GeoTransform?
    /// The least rectangle around all pixels, in the raster's coordinates; `nil` without a transform.
    public var bounds: Bounds?
    /// What its coordinates refer to; `nil` where it does not say.
    public var crs: CRS?
    /// The type of all samples.
    public var sampleType: PixelType
    /// The bands in order.
    public var bands: [Band]
    /// How pixels are marked that are not valid.
    public var validity: ValidityMark
    /// How the pixels are stored.
    public var storage: Storage
    /// The sizes of its overviews, in its own order.
    public var overviews: [Size]

    /// A coordinate reference system.
    public struct CRS: Hashable, Sendable, Codable {
        /// Its name, such as `WGS 84 / UTM zone 17N`.
        public var name: String
        /// `EPSG:32617`, where it has such a code.
        public var code: String?
        /// What its heights refer to, where it says so.
        public var vertical: String?
        /// WKT 2.
        public var wkt: String

        /// What a text of WKT says; `nil` where nobody understands it.
        public init?(wkt: String) {
            guard let system = try? SpatialReference(wkt: wkt) else { return nil }
            name = system.name
            code = system.code
            vertical = system.vertical?.name
            self.wkt = wkt
        }
    }

    /// A band.
    public struct Band: Hashable, Sendable, Codable {
        /// Its name, where it has one.
        public var name: String?
        /// What it stands for.
        public var interpretation: ColorInterpretation
        /// The unit of its values, where the file names one.
        public var unit: String?
        /// The factor from samples to values, where there is one.
        public var scale: Double?
        /// What is added after scaling, where something is.
        public var offset: Double?

        init(_ profile: BandProfile) {
            name = profile.name.isEmpty ? nil : profile.name
            interpretation = profile.interpretation
            unit = profile.unit.isEmpty ? nil : profile.unit
            scale = profile.scale
            offset = profile.offset
        }
    }

    /// What marks pixels that are not valid.
    public struct ValidityMark: Hashable, Sendable, Codable {
        /// The ways there are; one of them counts.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// Nothing: every pixel is valid, but for NaNs.
            case none
            /// A value of the samples.
            case nodata
            /// An alpha band.
            case alpha
            /// A mask beside the bands.
            case mask
        }

        /// The way.
        public var kind: Kind
        /// The value as text, since JSON has no number for NaN; `nil` where there is none.
        public var nodata: String?
        /// The alpha band, from 1; `nil` where there is none.
        public var alphaBand: Int?

        /// The way of a raster.
        public init(_ validity: Validity) {
            switch validity {
            case .all: kind = .none
            case .mask: kind = .mask
            case .alpha(let band):
                kind = .alpha
                alphaBand = band + 1
            case .nodata(let value):
                kind = .nodata
                nodata = "\(value)"
            }
        }
    }

    /// How pixels are stored.
    public struct Storage: Hashable, Sendable, Codable {
        /// Columns and rows of a block; strips are as wide as the raster.
        public var blockSize: Size
        /// The compression, as GDAL names it; `nil` where there is none.
        public var compression: String?
        /// Whether a pixel's samples stand side by side (`PIXEL`) or each band by itself (`BAND`); `nil` where unknown.
        public var interleaving: String?
    }
}

extension RasterDescription {
    /// The least rectangle around all pixels of a raster.
    public static func bounds(of size: Size, _ transform: GeoTransform) -> Bounds? {
        let (width, height) = (Double(size.width), Double(size.height))
        return Bounds(
            around: [(0, 0), (width, 0), (width, height), (0, height)].map { transform.apply(Point(x: $0, y: $1)) })
    }

    /// Describes a raster, which is open.
    ///
    /// - Throws: ``RasterError`` where it is none that canopy processes, or cannot be read.
    public init(_ input: RasterInput, _ dataset: borrowing Dataset) throws(RasterError) {
        var profile: RasterProfile
        do throws(GDALError) { profile = try dataset.profile() } catch { throw .gdal(error) }
        resolveValidity(of: &profile, dataset)
        path = input.name
        bytes = try input.size()
        size = profile.size
        transform = profile.georeference.transform
        bounds = profile.georeference.transform.flatMap { Self.bounds(of: profile.size, $0) }
        crs = profile.georeference.crs.flatMap(CRS.init(wkt:))
        sampleType = profile.type
        bands = profile.bands.map(Band.init)
        validity = ValidityMark(profile.validity)
        storage = Storage(
            blockSize: dataset.blockSize, compression: dataset.compression,
            interleaving: dataset.metadataItem("INTERLEAVE", domain: "IMAGE_STRUCTURE"))
        overviews = dataset.overviews
    }
}
