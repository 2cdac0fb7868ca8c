internal import ArgumentParser
internal import Files
internal import Stores

/// What a subcommand writes, which the name of its output must not contradict.
enum ResultKind: String {
    case geoTIFF = "GeoTIFF"
    case png = "PNG"
    case geoPackage = "GeoPackage"

    /// The endings that its files have; the first is the usual one.
    private var endings: [String] {
        switch self {
        case .geoTIFF: ["tif", "tiff"]
        case .png: ["png"]
        case .geoPackage: ["gpkg"]
        }
    }

    /// Endings by which programs know files of another kind. Whoever calls a file `a.tif.new` means nothing by that.
    private static let others: Set<String> = [
        "asc", "bmp", "csv", "fgb", "geojson", "gif", "gpkg", "hdf", "img", "jp2", "jpeg", "jpg", "json", "kml", "kmz",
        "las", "laz", "nc", "pdf", "png", "shp", "svg", "tif", "tiff", "vrt", "webp", "xml", "xyz", "zip",
    ]

    /// Refuses an output that others would take for something else, or that is a folder.
    func check(_ output: String, besides folderOption: String? = nil) throws {
        guard try StoreLocation.remote(output) != nil || !Path.isFolder(output) else {
            let other = folderOption.map { "use \($0), or " } ?? ""
            throw ValidationError("--output names a folder, '\(output)'; \(other)name a file in it")
        }
        let name = Path.name(of: output)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return }
        let ending = name[name.index(after: dot)...].lowercased()
        guard Self.others.contains(ending), !endings.contains(ending) else { return }
        throw ValidationError(
            "a \(rawValue) is written, which '\(output)' is no name for; call it '\(name[..<dot]).\(endings[0])'")
    }
}
