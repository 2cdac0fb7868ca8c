/// How missions lie in the input store: in the folders and under the names of the contract, or of the program that made them.
public enum MissionLayout: String, Hashable, Sendable, Codable, CaseIterable {
    /// A folder for each: `<mission>/<mission>_<type>.<ext>`.
    case nested
    /// All in one folder: `<mission>_<type>.<ext>`.
    case flat
    /// A folder for each: a project of OpenDroneMap, what WebODM keeps or lets download of a task.
    case odm
    /// A folder for each: a project of PIX4Dmapper or PIX4Dmatic, or what was copied out of one.
    case pix4d
    /// A folder for each: exports of DroneDeploy.
    case dronedeploy
    /// A folder for each: exports of Metashape under the names that people and its scripts usually give.
    case metashape
}

/// Whose each file of the flat layout is.
struct FlatOwnership {
    /// The missions meant, which have every file whose name begins with theirs and `_`, unless a longer one has it.
    private let named: Set<String>
    /// Those whose names begin with a named one's.
    private let longer: Set<String>

    /// - Parameters:
    ///   - files: The names of all files there are.
    ///   - named: The missions meant, which takes the guessing out of where their names end; all if empty.
    init(of files: [String], named: [String]) {
        let meant = Set(named)
        self.named = meant
        func isNear(_ name: String) -> Bool { FlatName.beginnings(of: name).contains(where: meant.contains) }
        // Of many thousand others nothing need be known.
        let near = meant.isEmpty ? [] : files.map(FlatName.carrier).filter(isNear)
        longer = Set(near.compactMap(FlatName.mission)).subtracting(meant).filter(isNear)
    }

    /// The mission, of those meant, that the file of this name belongs to; `nil` if there is none, or nothing tells.
    func mission(of file: String) -> String? {
        let name = FlatName.carrier(of: file)
        if named.isEmpty { return FlatName.mission(of: name) }
        let owner = FlatName.beginnings(of: name).first { longer.contains($0) || named.contains($0) }
        return owner.flatMap { named.contains($0) ? $0 : nil }
    }
}

/// Taking names of the flat layout apart, where nothing but the known types tells where a mission's name ends.
enum FlatName {
    /// The name that tells whose a file is: of a raster's sidecar the raster's.
    static func carrier(of name: String) -> String {
        Sidecar.owners(of: name).first { FileName($0).isRaster } ?? name
    }

    /// What stands before each `_` of the name, the longest first.
    static func beginnings(of name: String) -> some Sequence<String> {
        name.indices.reversed().lazy.filter { name[$0] == "_" }.map { String(name[..<$0]) }
    }

    /// The mission that the file of this name belongs to: its name less the longest known type. `nil` if it ends in none.
    static func mission(of name: String) -> String? {
        let stem = FileName(name).stem
        let end = stem.indices.first { index in
            index > stem.startIndex && stem[index] == "_" && isKnown(stem[stem.index(after: index)...])
        }
        return end.map { String(stem[..<$0]) }
    }

    private static let names: Set<Substring> = ["cameras", "camera-locations", "report", "log"]
    /// Types that a dash and more may follow: `ortho-dtm-ptcloud`.
    private static let dashed: Set<Substring> = ["dsm", "dtm", "chm", "ortho"]
    /// Types that anything may follow: `points-copc`, `mesh_metadata`.
    private static let open = ["points", "mesh", "model"]

    /// Whether this is one of the types by which missions of the flat layout are found.
    static func isKnown(_ type: Substring) -> Bool {
        if names.contains(type) || open.contains(where: type.hasPrefix) { return true }
        let word = type.prefix { $0 != "-" }
        return dashed.contains(word) && type != word + "-" && !type.contains("_")
    }
}
