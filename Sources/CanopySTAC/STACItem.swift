#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What is the same in all documents of a catalog.
///
/// See: [STAC 1.1.0](https://github.com/radiantearth/stac-spec/tree/v1.1.0).
public enum STAC {
    /// The version of the specification.
    public static let version = "1.1.0"

    /// Media types of its documents.
    public enum DocumentType {
        /// Catalogs and collections.
        public static let json = "application/json"
        /// Items.
        public static let geoJSON = "application/geo+json"
    }

    /// A document's bytes: keys in order, so that equal documents are equal files.
    public static func json(_ document: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document)
    }

    /// Extensions of items and collections, by their schemas.
    public enum Extension: String, CaseIterable, Sendable {
        /// [Projection](https://github.com/stac-extensions/projection).
        case projection = "https://stac-extensions.github.io/projection/v2.0.0/schema.json"
        /// [Raster](https://github.com/stac-extensions/raster).
        case raster = "https://stac-extensions.github.io/raster/v2.0.0/schema.json"
        /// [File](https://github.com/stac-extensions/file).
        case file = "https://stac-extensions.github.io/file/v2.1.0/schema.json"
        /// [Processing](https://github.com/stac-extensions/processing).
        case processing = "https://stac-extensions.github.io/processing/v1.2.0/schema.json"
        /// [Render](https://github.com/stac-extensions/render).
        case render = "https://stac-extensions.github.io/render/v2.0.0/schema.json"
    }
}

/// A mission in a catalog.
///
/// See: [item specification](https://github.com/radiantearth/stac-spec/blob/v1.1.0/item-spec/item-spec.md).
public struct STACItem: Hashable, Sendable, Encodable {
    /// Its name.
    public var id: String
    /// Where it lies; `nil` where that is not known.
    public var geometry: GeoJSONPolygons?
    /// What is known of all of it.
    public var properties: STACProperties
    /// Documents that belong to it.
    public var links: [STACLink]
    /// Its files by their keys.
    public var assets: [String: STACAsset]

    /// An item from its parts.
    public init(
        id: String, geometry: GeoJSONPolygons?, properties: STACProperties, links: [STACLink] = [],
        assets: [String: STACAsset]
    ) {
        self.id = id
        self.geometry = geometry
        self.properties = properties
        self.links = links
        self.assets = assets
    }

    /// The extensions that it uses.
    public var extensions: [STAC.Extension] {
        STAC.Extension.allCases.filter { candidate in
            switch candidate {
            case .processing: properties.processing != nil
            case .render: !properties.renders.isEmpty
            default: assets.values.contains { $0.extensions.contains(candidate) }
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case type
        case version = "stac_version"
        case extensions = "stac_extensions"
        case id, geometry, bbox, properties, links, assets
    }

    /// A GeoJSON feature.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("Feature", forKey: .type)
        try container.encode(STAC.version, forKey: .version)
        try container.encode(extensions.map(\.rawValue), forKey: .extensions)
        try container.encode(id, forKey: .id)
        try container.encode(geometry, forKey: .geometry)
        try container.encodeIfPresent(geometry?.boundingBox, forKey: .bbox)
        try container.encode(properties, forKey: .properties)
        try container.encode(links, forKey: .links)
        try container.encode(assets, forKey: .assets)
    }
}

/// A way from a document to another.
public struct STACLink: Hashable, Sendable, Encodable {
    /// What the other one is to this one.
    public var rel: String
    /// Where it is.
    public var href: String
    /// Its media type.
    public var type: String?
    /// What people call it.
    public var title: String?

    /// A link from its parts.
    public init(rel: String, href: String, type: String? = nil, title: String? = nil) {
        self.rel = rel
        self.href = href
        self.type = type
        self.title = title
    }
}

/// What is known of all of an item.
///
/// See: [common metadata](https://github.com/radiantearth/stac-spec/blob/v1.1.0/commons/common-metadata.md).
public struct STACProperties: Hashable, Sendable, Encodable {
    /// What people call it.
    public var title: String
    /// What there is to say besides.
    public var description: String?
    /// When it was flown.
    public var period: SurveyPeriod
    /// When this publication was made.
    public var updated: Date?
    /// The mission's name.
    public var mission: String?
    /// The aircraft.
    public var platform: String?
    /// The cameras.
    public var instruments: [String] = []
    /// An identifier of SPDX, or `other`.
    public var license: String?
    /// Who made it and who offers it.
    public var providers: [STACProvider] = []
    /// The best ground resolution in meters.
    public var gsd: Double?
    /// How it was made.
    public var processing: STACProcessing?
    /// How its rasters are drawn, by name.
    public var renders: [String: STACRender] = [:]

    /// The properties of a mission that was flown at that time.
    public init(title: String, period: SurveyPeriod) {
        self.title = title
        self.period = period
    }

    private enum CodingKeys: String, CodingKey {
        case title, description, datetime
        case start = "start_datetime"
        case end = "end_datetime"
        case updated, mission, platform, instruments, license, providers, gsd, renders
    }

    /// An object with those that are known; a moment is `datetime`, a time is told by its ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(title, forKey: .title)
        try container.encodeIfPresent(description, forKey: .description)
        if let end = period.end {
            try container.encodeNil(forKey: .datetime)
            try container.encode(SurveyPeriod.text(of: period.start), forKey: .start)
            try container.encode(SurveyPeriod.text(of: end), forKey: .end)
        } else {
            try container.encode(SurveyPeriod.text(of: period.start), forKey: .datetime)
        }
        try container.encodeIfPresent(updated.map(SurveyPeriod.text), forKey: .updated)
        try container.encodeIfPresent(mission, forKey: .mission)
        try container.encodeIfPresent(platform, forKey: .platform)
        if !instruments.isEmpty { try container.encode(instruments, forKey: .instruments) }
        try container.encodeIfPresent(license, forKey: .license)
        if !providers.isEmpty { try container.encode(providers, forKey: .providers) }
        try container.encodeIfPresent(gsd, forKey: .gsd)
        if !renders.isEmpty { try container.encode(renders, forKey: .renders) }
        try processing?.encode(to: encoder)
    }
}

/// How an item was made.
public struct STACProcessing: Hashable, Sendable, Encodable {
    /// What was done, for people.
    public var lineage: String
    /// When.
    public var datetime: Date
    /// The programs and their versions.
    public var software: [String: String]
    /// The parameters by name.
    public var parameters: [String: Parameter]

    /// A parameter's value.
    public enum Parameter: Hashable, Sendable, Encodable {
        /// Text.
        case text(String)
        /// A number.
        case number(Double)
        /// Several of either.
        case list([Parameter])

        /// The value alone.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .list(let list): try container.encode(list)
            }
        }
    }

    /// What was done, when, with what.
    public init(lineage: String, datetime: Date, software: [String: String], parameters: [String: Parameter]) {
        self.lineage = lineage
        self.datetime = datetime
        self.software = software
        self.parameters = parameters
    }

    private enum CodingKeys: String, CodingKey {
        case lineage = "processing:lineage"
        case datetime = "processing:datetime"
        case software = "processing:software"
        case expression = "processing:expression"
    }

    private struct Expression: Encodable {
        let format = "canopy"
        let expression: [String: Parameter]
    }

    /// Properties of an item.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lineage, forKey: .lineage)
        try container.encode(SurveyPeriod.text(of: datetime), forKey: .datetime)
        try container.encode(software, forKey: .software)
        try container.encode(Expression(expression: parameters), forKey: .expression)
    }
}

/// How a raster is drawn.
public struct STACRender: Hashable, Sendable, Encodable {
    /// What people call it.
    public var title: String
    /// The asset's key.
    public var assets: [String]
    /// Least and greatest value of each band.
    public var rescale: [[Double]]?
    /// The color ramp, by its name in matplotlib.
    public var colormap: String?
    /// The bands, from 1.
    public var bands: [Int]?

    /// A way to draw an asset.
    public init(
        title: String, asset: String, rescale: [[Double]]? = nil, colormap: String? = nil, bands: [Int]? = nil
    ) {
        self.title = title
        assets = [asset]
        self.rescale = rescale
        self.colormap = colormap
        self.bands = bands
    }

    private enum CodingKeys: String, CodingKey {
        case title, assets, rescale
        case colormap = "colormap_name"
        case bands = "bidx"
    }
}
