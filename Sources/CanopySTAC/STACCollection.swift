internal import Raster

/// A list of documents.
///
/// See: [catalog specification](https://github.com/radiantearth/stac-spec/blob/v1.1.0/catalog-spec/catalog-spec.md).
struct STACCatalog: Encodable, Sendable {
    let type = "Catalog"
    let version = STAC.version
    let id: String
    let title: String?
    let description: String
    let links: [STACLink]

    private enum CodingKeys: String, CodingKey {
        case type
        case version = "stac_version"
        case id, title, description, links
    }
}

/// Items of one kind, and what they have in common.
///
/// See: [collection specification](https://github.com/radiantearth/stac-spec/blob/v1.1.0/collection-spec/collection-spec.md).
struct STACCollection: Encodable, Sendable {
    let type = "Collection"
    let version = STAC.version
    let id: String
    let title: String?
    let description: String
    let license: String
    let providers: [STACProvider]?
    let extent: Extent
    let summaries: Summaries
    let itemAssets: [String: STACItemAsset]
    let links: [STACLink]

    private enum CodingKeys: String, CodingKey {
        case type
        case version = "stac_version"
        case id, title, description, license, providers, extent, summaries
        case itemAssets = "item_assets"
        case links
    }

    /// Where and when.
    struct Extent: Encodable, Sendable {
        struct Spatial: Encodable, Sendable { let bbox: [[Double]] }
        struct Temporal: Encodable, Sendable { let interval: [[String]] }
        let spatial: Spatial
        let temporal: Temporal
    }

    /// What items say, all together.
    struct Summaries: Encodable, Sendable {
        struct Range: Encodable, Sendable {
            let minimum: Double
            let maximum: Double
        }

        let resolution: Range?
        let platforms: [String]?
        let licenses: [String]?
        let codes: [String]?

        private enum CodingKeys: String, CodingKey {
            case resolution = "gsd"
            case platforms = "platform"
            case licenses = "license"
            case codes = "proj:code"
        }
    }

    /// Different texts that are told of a kind, and files.
    private static let mostTexts = 200
    private static let mostAssets = 500

    /// The collection of these items, of which there is at least one.
    init(
        id: String, title: String?, description: String, license: String?, providers: [STACProvider],
        items: [KnownItem], links: [STACLink]
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.links = links
        let licenses = Self.texts(items.compactMap(\.license))
        // Where one says nothing, the terms of all are not those of the others.
        let common = items.allSatisfy { $0.license != nil } && licenses?.count == 1 ? licenses?.first : nil
        self.license = common ?? license.map { License($0).identifier } ?? License.other
        let named = (providers + items.flatMap(\.providers)).reduce(into: [STACProvider]()) { all, provider in
            if all.count < Self.mostTexts, !all.contains(where: { $0.name == provider.name }) { all.append(provider) }
        }
        self.providers = named.isEmpty ? nil : named
        let period = items.dropFirst().reduce(items.first?.period) { $0?.joined(with: $1.period) }
        let times = period.map { [$0.start, $0.end ?? $0.start].map(SurveyPeriod.text) } ?? []
        extent = Extent(
            spatial: .init(bbox: [GeoJSONPolygons.box(around: items.compactMap(\.box)) ?? [-180, -90, 180, 90]]),
            temporal: .init(interval: [times]))
        let resolutions = items.compactMap(\.resolution)
        summaries = Summaries(
            resolution: resolutions.min().map { .init(minimum: $0, maximum: resolutions.max() ?? $0) },
            platforms: Self.texts(items.compactMap(\.platform)), licenses: licenses,
            codes: Self.texts(items.flatMap(\.codes)))
        var assets: [String: STACItemAsset] = [:]
        for (key, asset) in items.lazy.flatMap(\.assets) {
            if let known = assets[key] {
                assets[key] = known.common(with: asset)
            } else if assets.count < Self.mostAssets {
                assets[key] = asset
            }
        }
        itemAssets = assets
    }

    private static func texts(_ texts: [String]) -> [String]? {
        let all = Set(texts).sorted().prefix(mostTexts)
        return all.isEmpty ? nil : Array(all)
    }
}
