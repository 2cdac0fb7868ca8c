internal import Files
internal import Raster

/// What the values of a raster are, as far as its name tells.
enum Quantity: Equatable {
    /// Heights above ground, which begin at 0.
    case canopyHeight
    /// Heights of a surface or of the ground.
    case elevation
    /// Anything else.
    case other

    /// The last part of the file's name, between underscores, that begins with a known type decides.
    init(ofFileAt path: String) {
        let parts = Path.name(of: path).lowercased().split { $0 == "_" || $0 == "." }
        let known: [(type: String, quantity: Quantity)] = [
            ("chm", .canopyHeight), ("dsm", .elevation), ("dtm", .elevation), ("ortho", .other),
        ]
        for part in parts.reversed() {
            if let match = known.first(where: { part.hasPrefix($0.type) }) {
                self = match.quantity
                return
            }
        }
        self = .other
    }

    /// The unit of the values: what the band says, else what its heights refer to. Heights that say nothing are meters.
    func unit(in profile: RasterProfile, _ subject: RenderMode) -> String? {
        let named =
            subject.bands.first.flatMap { profile.bands.indices.contains($0) ? profile.bands[$0].unit : nil } ?? ""
        if !named.isEmpty { return named }
        return self == .other ? nil : "m"
    }

    /// What the style `auto` means for it.
    var style: Style {
        switch self {
        case .canopyHeight: .viridis
        case .elevation: .terrain
        case .other: .gray
        }
    }
}
