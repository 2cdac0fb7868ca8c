internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Where documents lie, seen from the store of the items.
struct CatalogPlace: Sendable {
    /// Their folder; `nil` where that is the top of the store.
    let folder: StoreKey?
    /// Whether they lie in the store at all.
    let isInside: Bool

    /// Folders between the top of the store and the documents.
    var depth: Int { folder.map { $0.text.split(separator: "/").count } ?? 0 }
}

/// The documents of a catalog: itself, the collection of the latest run of each mission, and that of earlier runs.
struct CatalogDocuments: Sendable {
    /// The latest run of each mission, in the order of their names.
    let latest: [KnownItem]
    /// The runs before.
    let older: [KnownItem]
    /// Other missions of names that the collection has already.
    let namesakes: [KnownItem]
    private let options: CollectItems.Options
    private let place: CatalogPlace

    static let collection = key("collection.json")
    static let olderRuns = key("older-runs.json")
    static let catalog = key("catalog.json")
    static let names = [collection, olderRuns, catalog]

    private static func key(_ name: StaticString) -> StoreKey {
        // A name without slashes or anything else that a key cannot have.
        do { return try StoreKey("\(name)") } catch { preconditionFailure("\(name) is no key: \(error)") }
    }

    init(_ options: CollectItems.Options, _ place: CatalogPlace, _ items: [KnownItem]) {
        self.options = options
        self.place = place
        let runs = Dictionary(grouping: items) { $0.run?.mission ?? "/" + $0.key.text }.values.map { runs in
            runs.sorted {
                ($0.run?.number ?? 0, $0.updated, $0.key.text) > ($1.run?.number ?? 0, $1.updated, $1.key.text)
            }
        }
        func sorted(_ items: [KnownItem]) -> [KnownItem] {
            items.sorted { ($0.id, $0.key.text) < ($1.id, $1.key.text) }
        }
        let named = Dictionary(grouping: sorted(runs.compactMap(\.first)), by: \.id).values
        latest = sorted(named.compactMap(\.first))
        namesakes = sorted(named.flatMap { $0.dropFirst() })
        older = sorted(runs.flatMap { $0.dropFirst() })
    }

    /// The documents in the order in which they are written.
    func documents() throws(CollectError) -> [(name: StoreKey, contents: Data)] {
        var documents = [(Self.collection, try json(collection, Self.collection))]
        if !older.isEmpty { documents.append((Self.olderRuns, try json(olderRuns, Self.olderRuns))) }
        documents.append((Self.catalog, try json(catalog, Self.catalog)))
        return documents
    }

    private func json(_ document: some Encodable, _ name: StoreKey) throws(CollectError) -> Data {
        do { return try STAC.json(document) } catch { throw .unwritable(name.text) }
    }

    private var collection: STACCollection {
        STACCollection(
            id: options.id, title: options.title, description: options.summary, license: options.license,
            providers: options.providers, items: latest, links: links(to: latest, from: Self.collection))
    }

    private var olderRuns: STACCollection {
        STACCollection(
            id: options.id + "-older-runs", title: options.title.map { "\($0): earlier runs" } ?? "Earlier runs",
            description: "Earlier runs of the same missions. \(options.summary)", license: options.license,
            providers: options.providers, items: older, links: links(to: older, from: Self.olderRuns))
    }

    private var catalog: STACCatalog {
        var links = [link("root", Self.catalog, catalogTitle)] + own(Self.catalog)
        links.append(link("child", Self.collection, options.title ?? "Latest run of each mission"))
        if !older.isEmpty { links.append(link("child", Self.olderRuns, "Earlier runs")) }
        return STACCatalog(
            id: options.id + "-catalog", title: options.title, description: options.summary, links: links)
    }

    private var catalogTitle: String { options.title ?? "Catalog" }

    private func links(to items: [KnownItem], from name: StoreKey) -> [STACLink] {
        [link("root", Self.catalog, catalogTitle), link("parent", Self.catalog, catalogTitle)] + own(name)
            + items.map { item in
                let title = item.run.map { "\(item.title), run \($0.number)" } ?? item.title
                return STACLink(rel: "item", href: href(item.key), type: STAC.DocumentType.geoJSON, title: title)
            }
    }

    /// A link to another document.
    private func link(_ rel: String, _ name: StoreKey, _ title: String) -> STACLink {
        let address = place.isInside ? options.publicURL?.appending(lying(name)) : nil
        return STACLink(rel: rel, href: address ?? Href.relative(name), type: STAC.DocumentType.json, title: title)
    }

    /// The link of a document to itself, which tells where it is.
    private func own(_ name: StoreKey) -> [STACLink] {
        guard let address = options.publicURL, place.isInside else { return [] }
        return [STACLink(rel: "self", href: address.appending(lying(name)), type: STAC.DocumentType.json)]
    }

    private func lying(_ name: StoreKey) -> StoreKey { place.folder?.appending(name) ?? name }

    private func href(_ item: StoreKey) -> String {
        options.publicURL?.appending(item) ?? Href.relative(item, from: place.depth)
    }
}
