internal import Archives
internal import Diagnostics
internal import Files
internal import GDAL

/// Opening a boundary's file, which may lie in an archive: a KMZ, a zipped Shapefile.
enum BoundaryFile {
    /// The files that may be the boundary, by the endings of their names, those before others where an archive has several.
    private static let endings = ["shp", "kml", "geojson", "json", "fgb", "gpkg"]
    /// What belongs to a Shapefile.
    private static let companions = ["shx", "dbf", "prj", "cpg"]

    /// Opens it; what is in an archive is unpacked in memory, within limits.
    static func open(
        _ path: String, cancellation: Cancellation, warnings: Warnings
    ) throws(CropError) -> VectorFile {
        guard ZipArchive.isArchive(path) else {
            return try mapError(
                to: CropError.gdal, try VectorFile(path, cancellation: cancellation, warnings: warnings))
        }
        let files = try unpacked(path)
        return try mapError(
            to: CropError.gdal,
            try VectorFile(files, named: path, cancellation: cancellation, warnings: warnings))
    }

    private static func unpacked(_ path: String) throws(CropError) -> [(name: String, contents: [UInt8])] {
        func failed(_ error: ArchiveError) -> CropError { .boundary(path: path, error.description) }
        let archive = try mapError(to: failed, try ZipArchive(path))
        let main = try chosen(from: archive.entries, of: path)
        let (stem, ending) = parts(of: main.path)
        // Below its own folder in memory a file's name is its layer's.
        let name = Path.name(of: stem).filter { $0.isLetter || $0.isNumber || "-_ .".contains($0) }.prefix(100)
        let wanted = [main] + (ending == "shp" ? archive.entries.filter { belongs($0.path, to: stem) } : [])
        // Each is small enough, but an archive can have the same one a thousand times.
        guard wanted.count <= 1 + companions.count, wanted.map(\.size).total <= ZipArchive.Limits().file else {
            throw .boundary(
                path: path, "is an archive that would become too large; draw one outline around what is meant")
        }
        var files: [(name: String, contents: [UInt8])] = []
        for entry in wanted {
            let contents = try mapError(to: failed, try archive.contents(of: entry))
            files.append(("\(name).\(parts(of: entry.path).ending)", contents))
        }
        return files
    }

    private static func belongs(_ path: String, to shapefile: String) -> Bool {
        let (stem, ending) = parts(of: path)
        return stem == shapefile && companions.contains(ending)
    }

    /// The one file that may be the boundary: a KMZ calls its own `doc.kml`.
    private static func chosen(
        from entries: [ZipArchive.Entry], of path: String
    ) throws(CropError) -> ZipArchive.Entry {
        let candidates = endings.lazy.map { ending in entries.filter { parts(of: $0.path).ending == ending } }
            .first { !$0.isEmpty }
        guard let candidates, let first = candidates.first else {
            throw .boundary(
                path: path,
                "is an archive without a Shapefile, KML, GeoJSON, FlatGeobuf or GeoPackage in it; unpack it, and name the "
                    + "file with the outline")
        }
        if candidates.count == 1 { return first }
        if let document = candidates.first(where: { $0.path.lowercased() == "doc.kml" }) { return document }
        let names = candidates.prefix(3).map { "'\($0.path)'" }.joined(separator: ", ")
        throw .boundary(
            path: path,
            "is an archive with several files that may be the outline, such as \(names); unpack it, and name the one")
    }

    /// A path without its ending, and that one in small letters.
    private static func parts(of path: String) -> (stem: String, ending: String) {
        guard let dot = path.lastIndex(of: ".") else { return (path, "") }
        return (String(path[..<dot]), path[path.index(after: dot)...].lowercased())
    }
}
