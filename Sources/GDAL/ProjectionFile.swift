internal import CGDAL
internal import Diagnostics
internal import Files

/// The `.prj` beside a raster: the system of one that names none itself, as the programs write it that export heights with a
/// world file.
enum ProjectionFile {
    /// No system takes more bytes to describe.
    private static let largest = 64 << 10
    /// How sure GDAL must be, of 100, that a system without a code is one that has a code.
    private static let confidence: Int32 = 90

    /// The system as WKT 2; `nil` where there is no such file, or none that is understood.
    static func crs(besideRasterAt path: String, warnings: Warnings) -> String? {
        let name = Path.name(of: path)
        let stem = name.lastIndex(of: ".").map { path.dropLast(name[$0...].count) } ?? path[...]
        guard let file = [stem + ".prj", stem + ".PRJ", path[...] + ".prj"].first(where: { Path.isFile(String($0)) })
        else { return nil }
        do throws(GDALError) {
            return try crs(of: String(file))
        } catch {
            warnings.add("'\(file)' describes no coordinate reference system that is understood; it is ignored")
            return nil
        }
    }

    private static func crs(of path: String) throws(GDALError) -> String? {
        let action = "read '\(path)'"
        let bytes = try MemoryCopy.bytes(of: path, atMost: largest + 1)
        // Editors put a mark of their encoding in front, which is no part of it.
        let text = String(decoding: bytes, as: UTF8.self).drop { $0 == "\u{FEFF}" || $0.isWhitespace }
        // WKT alone: GDAL knows other texts as well, and all of them may name files.
        let pattern = #/(?:PROJCS|GEOGCS|COMPD_CS|LOCAL_CS|[A-Z]+CRS)\s*[\[(](?s).*/#.ignoresCase()
        guard bytes.count <= largest, text.wholeMatch(of: pattern) != nil,
            !["EXTENSION", "PARAMETERFILE"].contains(where: text.uppercased().contains)
        else { throw GDALError(action, reason: "it is no WKT") }
        let reference = try SpatialReference(wkt: String(text))
        return known(reference) ?? reference.wkt
    }

    /// The same system with the code and the names that all programs know, where it is such a one.
    private static func known(_ reference: borrowing SpatialReference) -> String? {
        var count: Int32 = 0
        var confidences: UnsafeMutablePointer<Int32>?
        let matches = OSRFindMatches(reference.raw, nil, &count, &confidences)
        defer {
            OSRFreeSRSArray(matches)
            canopy_cpl_free(confidences)
        }
        guard let matches, let confidences, count > 0, confidences[0] >= confidence, let best = matches[0] else {
            return nil
        }
        return SpatialReference.wkt(of: best)
    }
}
