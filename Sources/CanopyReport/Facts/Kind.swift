/// What a product is, by the first part of its type: `dsm` of `dsm-ptcloud`.
enum Kind: Int, CaseIterable, Comparable {
    /// In the order of pages: what shows most comes first.
    case ortho, canopy, surface, terrain, points, mesh, cameras, report, other

    init(ofType type: String) {
        let known: [(String, Kind)] = [
            ("ortho", .ortho), ("chm", .canopy), ("dsm", .surface), ("dtm", .terrain), ("points", .points),
            ("mesh", .mesh), ("camera", .cameras), ("report", .report),
        ]
        self = known.first { type.hasPrefix($0.0) }?.1 ?? .other
    }

    /// What it is, at the beginning of a sentence; `nil` where only its type tells.
    var name: String? {
        switch self {
        case .ortho: "Orthomosaic"
        case .canopy: "Canopy height"
        case .surface: "Surface model"
        case .terrain: "Terrain model"
        case .points: "Point cloud"
        case .mesh: "Mesh"
        case .cameras: "Cameras"
        case .report: "Photogrammetry report"
        case .other: nil
        }
    }

    /// What its picture shows.
    var subject: String {
        switch self {
        case .ortho: "The area from above, in natural colors"
        case .canopy: "Height of the canopy above the ground"
        case .surface: "Height of the surface, trees included"
        case .terrain: "Height of the bare ground"
        default: "The product from above"
        }
    }

    static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
}
