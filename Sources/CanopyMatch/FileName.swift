/// The parts of a file's name.
struct FileName: Hashable {
    /// All before the extension.
    let stem: String
    /// The last suffix without its dot, in lower case; two suffixes where those mean one format. Empty if there is none.
    let suffix: String

    init(_ name: String) {
        let lowercased = name.lowercased()
        let double = Self.doubleSuffixes.first { lowercased.hasSuffix("." + $0) }
        let length =
            double?.count ?? name.lastIndex(of: ".").map { name.distance(from: $0, to: name.endIndex) - 1 } ?? 0
        guard length > 0 else {
            (stem, suffix) = (name, "")
            return
        }
        stem = String(name.dropLast(length + 1))
        suffix = name.suffix(length).lowercased()
    }

    var isRaster: Bool { Self.rasterSuffixes.contains(suffix) }

    private static let doubleSuffixes = ["copc.laz", "tar.gz"]
    private static let rasterSuffixes = ["tif", "tiff"]
}

/// Files that readers take for a part of the raster beside them: its overviews, mask, position, reference system.
enum Sidecar {
    private static let suffixes = [".aux.xml", ".ovr", ".msk", ".tfw", ".tifw", ".wld", ".prj"]
    /// Those that only ever belong to a TIFF.
    private static let tiffSuffixes = [".tfw", ".tifw"]

    /// What the file's name is without the suffixes of sidecars, one after the other: a mask has overviews too.
    static func owners(of name: String) -> [String] {
        var owners: [String] = []
        var rest = name
        while let suffix = suffixes.first(where: { rest.lowercased().hasSuffix($0) }) {
            rest = String(rest.dropLast(suffix.count))
            owners.append(rest)
        }
        return owners
    }

    /// Whether readers would take the file for a raster's, also for one of that name that is made later.
    static func isOfRaster(_ name: String) -> Bool {
        owners(of: name).contains { FileName($0).isRaster }
            || tiffSuffixes.contains { name.lowercased().hasSuffix($0) }
    }
}
