/// How missions lie in the input store.
public enum MissionLayout: String, Hashable, Sendable, Codable, CaseIterable {
    /// A folder for each: `<mission>/<mission>_<type>.<ext>`.
    case nested
    /// All in one folder: `<mission>_<type>.<ext>`.
    case flat
}

/// Taking names of the flat layout apart, where nothing but the known types tells where a mission's name ends.
enum FlatName {
    /// The mission that the file of this name belongs to: its name less the longest known type. `nil` if it ends in none.
    static func mission(of name: String) -> String? {
        let stem = FileName(name).stem
        let end = stem.indices.first { index in
            index > stem.startIndex && stem[index] == "_" && isKnown(stem[stem.index(after: index)...])
        }
        return end.map { String(stem[..<$0]) }
    }

    private static let names: Set<Substring> = ["cameras", "report", "log"]
    /// Types that a dash and more may follow: `ortho-dtm-ptcloud`.
    private static let dashed: Set<Substring> = ["dsm", "dtm", "chm", "ortho"]
    /// Types that anything may follow: `points-copc`, `mesh_metadata`.
    private static let open = ["points", "mesh", "model"]

    private static func isKnown(_ type: Substring) -> Bool {
        if names.contains(type) || open.contains(where: type.hasPrefix) { return true }
        let word = type.prefix { $0 != "-" }
        return dashed.contains(word) && type != word + "-" && !type.contains("_")
    }
}
