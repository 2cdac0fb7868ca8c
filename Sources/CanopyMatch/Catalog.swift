internal import Files
internal import Stores

/// The files of one mission, sorted into what is published, what belongs to it and what is refused.
struct Catalog: Hashable, Sendable {
    private(set) var products: [Product] = []
    private(set) var refused: [Match.Refusal] = []
    private(set) var makes: [String] = []
    private(set) var warnings: [String] = []
    /// How many files there are that are none of its products, where those are chosen from all that lies there.
    private(set) var others = 0

    /// - Parameter choice: The files that are products; all that lie there if `nil`.
    init(of mission: MissionName, _ listing: StoreListing, _ naming: Naming, _ choice: [StoreKey: String?]? = nil) {
        if choice == nil {
            for folder in listing.folders {
                warnings.append("the folder '\(folder)' is ignored; products lie directly in the mission")
            }
        }
        warnings += listing.problems.map(\.description)
        let outside = Set(listing.outside)
        let links = outside.map { StoreEntry(key: $0, size: 0) }
        for (entry, sidecars) in published((listing.files + links).inOrder(of: \.key), choice) {
            if let link = ([entry] + sidecars).first(where: { outside.contains($0.key) }) {
                refuse(
                    entry.key,
                    "'\(link.key)' is a link to a file outside the input, which is not followed; put the file there")
                continue
            }
            do {
                products.append(try Product(entry, of: mission, as: choice?[entry.key] ?? nil, sidecars: sidecars))
            } catch {
                refuse(entry.key, "the name it would get \(error)")
            }
        }
        refuseClashes(isChosen: choice != nil)
        makes = naming.derivedTypes.filter { type in
            let own = products.first { $0.isRaster && $0.type == type }
            if let own { warnings.append("'\(own.entry.key)' is kept as it is, so no \(type) is made") }
            return own == nil
        }
    }

    /// The files that are products, each with those that belong to it.
    private mutating func published(
        _ files: [StoreEntry], _ choice: [StoreKey: String?]?
    ) -> [(StoreEntry, sidecars: [StoreEntry])] {
        let rasters = files.filter {
            FileName($0.key.name).isRaster && !isHidden($0) && choice?.keys.contains($0.key) != false
        }
        var sidecars: [StoreKey: [StoreEntry]] = [:]
        var products: [StoreEntry] = []
        for file in files {
            let name = file.key.name
            let owners = Sidecar.owners(of: name)
            let owned = rasters.filter {
                (owners.contains($0.key.name) || owners.contains(FileName($0.key.name).stem))
                    && $0.key.folder == file.key.folder
            }
            if let choice, owned.isEmpty, !choice.keys.contains(file.key) {
                others += 1
            } else if isHidden(file) {
                warnings.append("'\(file.key)' is hidden and is ignored")
            } else if !owned.isEmpty {
                for raster in owned { sidecars[raster.key, default: []].append(file) }
            } else if Sidecar.isOfRaster(name) {
                warnings.append("'\(file.key)' belongs to a raster that is not there and is ignored")
            } else {
                products.append(file)
            }
        }
        return products.map { ($0, sidecars[$0.key] ?? []) }
    }

    private func isHidden(_ file: StoreEntry) -> Bool { file.key.name.hasPrefix(".") }

    /// Of products that would get one output, none can be the right one.
    private mutating func refuseClashes(isChosen: Bool) {
        var claims: [StoreKey: [Product]] = [:]
        for product in products {
            claims[product.output, default: []].append(product)
            if let thumbnail = product.thumbnail { claims[thumbnail, default: []].append(product) }
        }
        let clashes = claims.filter { $0.value.count > 1 }.inOrder(of: \.key)
        for product in products {
            guard let (output, rivals) = clashes.first(where: { $0.value.contains(product) }) else { continue }
            let others = rivals.filter { $0 != product }.map { "'\($0.entry.key)'" }.joined(separator: ", ")
            refuse(
                product.entry.key,
                "'\(product.entry.key)' and \(others) would both become '\(output)'; "
                    + (isChosen ? "say which of them is meant" : "rename one"))
        }
        let refusedKeys = Set(refused.map(\.key))
        products.removeAll { refusedKeys.contains($0.entry.key) }
    }

    private mutating func refuse(_ key: StoreKey, _ reason: String) {
        refused.append(Match.Refusal(key: key, reason: reason))
    }
}
