public import Raster

/// A file of an item.
///
/// See: [asset object](https://github.com/radiantearth/stac-spec/blob/v1.1.0/commons/assets.md).
public struct STACAsset: Hashable, Sendable, Encodable {
    /// Where it is.
    public var href: String
    /// Its media type.
    public var type: String?
    /// What people call it.
    public var title: String?
    /// What there is to say besides.
    public var description: String?
    /// What it is for.
    public var roles: [String]
    /// Bytes and their hash.
    public var file: File?
    /// Where its pixels lie.
    public var grid: Grid?
    /// Meters of a pixel's side on the ground.
    public var gsd: Double?
    /// Its bands, if it is a raster.
    public var bands: [STACBand] = []

    /// A file from what every file has.
    public init(href: String, type: String?, title: String?, roles: [String]) {
        self.href = href
        self.type = type
        self.title = title
        self.roles = roles
    }

    /// What tells whether it is the same file.
    public struct File: Hashable, Sendable {
        /// Its bytes.
        public var size: Int
        /// A multihash in hexadecimal: what hash it is, how long, and the hash.
        ///
        /// See: [multihash](https://multiformats.io/multihash/).
        public var checksum: String?
        /// Bytes to be read before it is known where everything is.
        public var headerSize: Int?

        /// A file with these hashes, in hexadecimal, of which the stronger one is told.
        public init(size: Int, sha256: String?, md5: String?, headerSize: Int? = nil) {
            self.size = size
            checksum = sha256.map { "1220" + $0 } ?? md5.flatMap { $0.isEmpty ? nil : "d50110" + $0 }
            self.headerSize = headerSize
        }
    }

    /// Where pixels lie.
    public struct Grid: Hashable, Sendable {
        /// Columns and rows.
        public var size: Size
        /// From columns and rows to coordinates; `nil` where that is not known.
        public var transform: GeoTransform?
        /// The code of the coordinates' system, such as `EPSG:32610`.
        public var code: String?
        /// The system as WKT 2, where it has no code.
        public var wkt: String?

        /// A grid from its parts.
        public init(size: Size, transform: GeoTransform?, code: String?, wkt: String?) {
            self.size = size
            self.transform = transform
            self.code = code
            self.wkt = wkt
        }
    }

    /// The extensions that it uses.
    var extensions: Set<STAC.Extension> {
        var extensions: Set<STAC.Extension> = []
        if file != nil { extensions.insert(.file) }
        if grid != nil { extensions.insert(.projection) }
        if !bands.isEmpty, gsd != nil || bands.contains(where: \.hasRasterFields) { extensions.insert(.raster) }
        return extensions
    }

    private enum CodingKeys: String, CodingKey {
        case href, type, title, description, roles, gsd, bands
        case size = "file:size"
        case checksum = "file:checksum"
        case headerSize = "file:header_size"
        case code = "proj:code"
        case wkt = "proj:wkt2"
        case shape = "proj:shape"
        case transform = "proj:transform"
        case box = "proj:bbox"
        case resolution = "raster:spatial_resolution"
    }

    /// An object with what is known.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(href, forKey: .href)
        try container.encodeIfPresent(type, forKey: .type)
        try container.encodeIfPresent(title, forKey: .title)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encode(roles, forKey: .roles)
        try container.encodeIfPresent(gsd, forKey: .gsd)
        if !bands.isEmpty {
            try container.encode(bands, forKey: .bands)
            try container.encodeIfPresent(gsd, forKey: .resolution)
        }
        if let file {
            try container.encode(file.size, forKey: .size)
            try container.encodeIfPresent(file.checksum, forKey: .checksum)
            try container.encodeIfPresent(file.headerSize, forKey: .headerSize)
        }
        guard let grid else { return }
        try container.encode([grid.size.height, grid.size.width], forKey: .shape)
        if let wkt = grid.wkt, grid.code == nil {
            try container.encode(wkt, forKey: .wkt)
        } else {
            // No code says that there is no known system.
            try container.encode(grid.code, forKey: .code)
        }
        guard let transform = grid.transform else { return }
        try container.encode(
            [
                transform.pixelWidth, transform.rowRotation, transform.originX, transform.columnRotation,
                transform.pixelHeight, transform.originY,
            ], forKey: .transform)
        let (width, height) = (Double(grid.size.width), Double(grid.size.height))
        let corners = [(0, 0), (width, 0), (width, height), (0, height)].map {
            transform.apply(Point(x: $0, y: $1))
        }
        guard let box = Bounds(around: corners) else { return }
        try container.encode([box.minX, box.minY, box.maxX, box.maxY], forKey: .box)
    }
}

/// A band of a raster.
///
/// See: [bands](https://github.com/radiantearth/stac-spec/blob/v1.1.0/commons/common-metadata.md#bands).
public struct STACBand: Hashable, Sendable, Encodable {
    /// Its name.
    public var name: String?
    /// The type of its samples.
    public var type: PixelType
    /// The value of samples that are not valid.
    public var nodata: NoData?
    /// The unit of its values.
    public var unit: String?
    /// What its valid values are like.
    public var statistics: Statistics?
    /// The factor from samples to values.
    public var scale: Double?
    /// What is added after scaling.
    public var offset: Double?
    /// How often values occur.
    public var histogram: Histogram?

    /// A band of samples of that type.
    public init(type: PixelType) { self.type = type }

    /// What valid values are like.
    public struct Statistics: Hashable, Sendable, Encodable {
        /// The least.
        public var minimum: Double?
        /// The greatest.
        public var maximum: Double?
        /// Their mean.
        public var mean: Double?
        /// Their standard deviation.
        public var stddev: Double?
        /// How many there are.
        public var count: Int
        /// Their share of all pixels, in percent.
        public var validPercent: Double

        /// Statistics from their parts.
        public init(
            minimum: Double?, maximum: Double?, mean: Double?, stddev: Double?, count: Int, validPercent: Double
        ) {
            self.minimum = minimum
            self.maximum = maximum
            self.mean = mean
            self.stddev = stddev
            self.count = count
            self.validPercent = validPercent
        }

        private enum CodingKeys: String, CodingKey {
            case minimum, maximum, mean, stddev, count
            case validPercent = "valid_percent"
        }
    }

    /// How often values occur in intervals of one length.
    public struct Histogram: Hashable, Sendable, Encodable {
        /// Intervals.
        public var count: Int
        /// The lower end of the first.
        public var min: Double
        /// The upper end of the last.
        public var max: Double
        /// How many values are in each.
        public var buckets: [Int]

        /// The histogram of these intervals; `nil` where there are less than the extension allows.
        public init?(from: Double, step: Double, counts: [Int]) {
            guard counts.count >= 3 else { return nil }
            count = counts.count
            min = from
            max = from + step * Double(counts.count)
            buckets = counts
        }
    }

    var hasRasterFields: Bool { scale != nil || offset != nil || histogram != nil }

    private enum CodingKeys: String, CodingKey {
        case name, nodata, unit, statistics
        case type = "data_type"
        case scale = "raster:scale"
        case offset = "raster:offset"
        case histogram = "raster:histogram"
    }

    /// An object with what is known; values that JSON has no number for are told by their names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(name, forKey: .name)
        try container.encode(type, forKey: .type)
        switch nodata {
        case .real(let value) where value.isNaN: try container.encode("nan", forKey: .nodata)
        case .real(let value) where value.isInfinite: try container.encode(value < 0 ? "-inf" : "inf", forKey: .nodata)
        case .real(let value): try container.encode(value, forKey: .nodata)
        case .signed(let value): try container.encode(value, forKey: .nodata)
        case .unsigned(let value): try container.encode(value, forKey: .nodata)
        case nil: break
        }
        try container.encodeIfPresent(unit, forKey: .unit)
        try container.encodeIfPresent(statistics, forKey: .statistics)
        try container.encodeIfPresent(scale, forKey: .scale)
        try container.encodeIfPresent(offset, forKey: .offset)
        try container.encodeIfPresent(histogram, forKey: .histogram)
    }
}
