internal import Stores

/// Which files of a mission's folder are its products, where they are chosen from all that lies there, at any depth.
struct MissionFolder {
    /// How the folder is laid out.
    let layout: MissionLayout
    /// The products, with their types where those are not what files' names say.
    private(set) var products: [StoreKey: String?]

    /// Looks at a folder that belongs to one mission.
    ///
    /// - Parameters:
    ///   - base: The folder's key in the store; `nil` where it is the store.
    ///   - layout: How it is laid out; `nil` where that is to be found out: it is the way by which most rasters, then most
    ///     files, are known.
    init(_ listing: StoreListing, at base: StoreKey?, of mission: MissionName, layout: MissionLayout?) {
        let length = base.map { $0.text.count + 1 } ?? 0
        let paths = Dictionary(
            (listing.files.map(\.key) + listing.outside).map { ($0, $0.text.dropFirst(length)) },
            uniquingKeysWith: { first, _ in first })
        let looks = (layout.map { [$0] } ?? MissionLayout.ofFolders).map { Self.look($0, paths, mission) }
        let best = looks.reduce(looks[0]) { best, next in
            (best.rasters, best.known) < (next.rasters, next.known) ? next : best
        }
        self.layout = best.layout
        products = best.products
    }

    /// A way to see the folder, and how much of it is known then.
    private typealias Look = (layout: MissionLayout, products: [StoreKey: String?], rasters: Int, known: Int)

    private static func look(_ layout: MissionLayout, _ paths: [StoreKey: Substring], _ mission: MissionName) -> Look {
        let products: [StoreKey: String?]
        let known: [StoreKey]
        if let names = ProgramNames(of: layout) {
            products = names.products(among: paths).mapValues(\.self)
            known = Array(products.keys)
        } else {
            let named = paths.filter { !$0.value.contains("/") && Product.isNamed($0.key.name, of: mission) }
            products = named.mapValues { _ in nil }
            known = named.keys.filter { Product.hasKnownType($0.name, of: mission) }
        }
        return (layout, products, known.count { FileName($0.name).isRaster }, known.count)
    }

    /// Takes files for products of types that somebody has said, in place of others of these types.
    mutating func assign(_ types: [String: StoreKey], of mission: MissionName) {
        for (key, type) in products {
            let own = type ?? (try? Product(StoreEntry(key: key, size: 0), of: mission))?.type
            if own.flatMap({ types[$0] }) != nil { products[key] = nil }
        }
        for (type, key) in types { products[key] = .some(type) }
    }
}

extension MissionLayout {
    /// Those that a single folder may have.
    fileprivate static let ofFolders: [MissionLayout] = [.nested, .odm, .pix4d, .dronedeploy, .metashape]

    /// How deep the files of a mission lie in its folder.
    var depth: Int { ProgramNames(of: self) == nil ? 1 : ProgramNames.depth }

    /// The program whose folders a mission's folder has in it, where their names tell.
    static func program(of folders: [StoreKey]) -> MissionLayout? {
        let names = Set(folders.map { $0.name.lowercased() })
        if names.contains(where: { $0.hasPrefix("odm_") }) { return .odm }
        return names.isDisjoint(with: ["1_initial", "2_densification", "3_dsm_ortho"]) ? nil : .pix4d
    }
}
