internal import Raster
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a catalog says of an item that lies in a store. Whoever can write there may have made it: nothing of it is taken that was
/// not looked at.
struct KnownItem: Sendable {
    /// Where it lies in the store.
    let key: StoreKey
    let id: String
    let title: String
    /// West, south, east, north; `nil` where it has no place on Earth.
    let box: [Double]?
    let period: SurveyPeriod
    /// When it was made, as it says.
    let updated: String
    let license: String?
    let platform: String?
    let providers: [STACProvider]
    let resolution: Double?
    let codes: [String]
    let assets: [String: STACItemAsset]

    /// Bytes that an item may have: many times those of one with the finest outline.
    static let largest = 16 << 20
    private static let mostAssets = 1000
    private static let longest = 500

    /// Why a file is no item that a catalog can have, the rest of a sentence.
    struct Flaw: Error {
        let reason: String
    }

    /// The item that a file's bytes are.
    init(_ key: StoreKey, json: [UInt8]) throws(Flaw) {
        let item: Item
        do { item = try JSONDecoder().decode(Item.self, from: Data(json)) } catch {
            throw Flaw(reason: "is no item of a catalog, or a damaged one")
        }
        guard item.type == "Feature", item.version.hasPrefix("1.") else {
            throw Flaw(reason: "is no item of STAC 1")
        }
        guard item.id + ".json" == key.name else { throw Flaw(reason: "is called otherwise than the item in it") }
        guard let period = item.properties.period else { throw Flaw(reason: "does not say when its mission was flown") }
        guard item.assets.count <= Self.mostAssets else {
            throw Flaw(reason: "has more than \(Self.mostAssets) files")
        }
        if let box = item.bbox {
            guard box.count == 4, (-180...180).contains(box[0]), (-90...90).contains(box[1]),
                (-180...180).contains(box[2]), (box[1]...max(box[1], 90)).contains(box[3])
            else { throw Flaw(reason: "has a bounding box that is none on Earth") }
        }
        self.key = key
        id = item.id
        title = item.properties.title.flatMap(Self.short) ?? item.id
        box = item.bbox
        self.period = period
        updated = item.properties.updated.flatMap(Self.short) ?? ""
        license = item.properties.license.map { License($0).identifier }
        platform = item.properties.platform.flatMap(Self.short)
        providers = (item.properties.providers ?? []).prefix(Self.mostAssets).compactMap { provider in
            Self.short(provider.name).map { name in
                STACProvider(
                    name: name, roles: provider.roles?.compactMap(STACProvider.Role.init),
                    url: provider.url.flatMap { WebAddress($0) })
            }
        }
        resolution = item.properties.gsd.flatMap { $0 > 0 ? $0 : nil }
        codes = item.assets.values.compactMap { $0.code.flatMap(Self.short) }
        assets = item.assets.filter { Self.short($0.key) != nil }.compactMapValues(STACItemAsset.init)
    }

    /// A text that is short enough to be repeated.
    private static func short(_ text: String) -> String? {
        (1...longest).contains(text.utf8.count) ? text : nil
    }

    /// The mission that it is a run of, by its place, and which one: runs of one lie in folders side by side, below one that has
    /// the mission's name.
    var run: (mission: String, number: Int)? {
        guard let folder = key.folder, let above = folder.folder,
            let match = folder.name.wholeMatch(of: #/.*_([0-9]{1,9})/#), let number = Int(match.1)
        else { return nil }
        let base = id.prefixMatch(of: #/[0-9]+_/#).map { String(id[$0.range.upperBound...]) }
        guard above.name == id || above.name == base else { return nil }
        return (above.text, number)
    }
}

// What is read of an item.
extension KnownItem {
    private struct Item: Decodable {
        let type: String
        let version: String
        let id: String
        let bbox: [Double]?
        let properties: Properties
        let assets: [String: Asset]

        enum CodingKeys: String, CodingKey {
            case type
            case version = "stac_version"
            case id, bbox, properties, assets
        }
    }

    private struct Properties: Decodable {
        let title: String?
        let datetime: String?
        let start: String?
        let end: String?
        let updated: String?
        let license: String?
        let platform: String?
        let providers: [Provider]?
        let gsd: Double?

        enum CodingKeys: String, CodingKey {
            case title, datetime
            case start = "start_datetime"
            case end = "end_datetime"
            case updated, license, platform, providers, gsd
        }

        var period: SurveyPeriod? {
            let times = [datetime, start, end].map { $0.flatMap(SurveyPeriod.init) }.compactMap(\.self)
            return times.first.map { times.dropFirst().reduce($0) { $0.joined(with: $1) } }
        }
    }

    private struct Provider: Decodable {
        let name: String
        let roles: [String]?
        let url: String?
    }

    fileprivate struct Asset: Decodable {
        let type: String?
        let title: String?
        let roles: [String]?
        let code: String?

        enum CodingKeys: String, CodingKey {
            case type, title, roles
            case code = "proj:code"
        }
    }
}

/// What assets of one key have in common in all items of a collection.
///
/// See: [item assets](https://github.com/radiantearth/stac-spec/blob/v1.1.0/collection-spec/collection-spec.md#item_assets).
struct STACItemAsset: Hashable, Sendable, Encodable {
    var type: String?
    var title: String?
    var roles: [String]?

    fileprivate init?(_ asset: KnownItem.Asset) {
        let texts = [asset.type, asset.title].compactMap(\.self) + (asset.roles ?? [])
        guard texts.allSatisfy({ (1...500).contains($0.utf8.count) }), texts.count <= 20 else { return nil }
        type = asset.type
        title = asset.title
        roles = asset.roles
    }

    /// What both say.
    func common(with other: STACItemAsset) -> STACItemAsset {
        var common = self
        if other.type != type { common.type = nil }
        if other.title != title { common.title = nil }
        if let roles, let others = other.roles {
            common.roles = roles.filter(others.contains)
        } else {
            common.roles = nil
        }
        return common
    }
}
