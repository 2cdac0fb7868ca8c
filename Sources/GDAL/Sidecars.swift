internal import Files

/// The files beside a raster that belong to it. GDAL is told of these and looks at no others, whatever lies there.
///
/// A sidecar must be what its name says: GDAL would open it with any driver, and do what it says.
struct Sidecars {
    /// What GDAL is told: the names of the raster and of its sidecars, without their folder.
    let names: [String]

    /// Overviews and masks, which are rasters with sidecars of their own: a mask has overviews, too.
    private static let rasters = [".ovr", ".msk"]
    private static let metadata = ".aux.xml"
    /// Where the raster lies, in plain numbers and words.
    private static let places = ["tfw", "wld", "prj"]
    /// A name is not longer than this, so that no chain of sidecars of sidecars is endless.
    private static let longestName = 255

    /// Files there are canopy's own, and have none beside them.
    private static let memory = "/vsimem/"

    /// Looks at what lies beside the raster at `path`.
    ///
    /// - Throws: ``GDALError`` where something there is not what its name says, or names other files.
    init(of path: String) throws(GDALError) {
        guard !path.hasPrefix(Self.memory) else {
            names = [Path.name(of: path)]
            return
        }
        var found = [Path.name(of: path)]
        for suffix in Self.rasters.flatMap({ [$0, $0.uppercased()] }) {
            let sidecar = path + suffix
            guard Path.name(of: sidecar).utf8.count <= Self.longestName, try Self.exists(sidecar, beside: path)
            else { continue }
            do throws(GDALError) {
                found += try Dataset.sidecars(ofOpenable: sidecar)
            } catch {
                throw Self.refusal(of: path, "'\(sidecar)' beside it is no GeoTIFF that can be read (\(error.reason))")
            }
        }
        let document = path + Self.metadata
        if try Self.exists(document, beside: path) {
            try PAMDocument.check(document, of: path)
            found.append(Path.name(of: document))
        }
        let end = path.lastIndex { $0 == "." || $0 == "/" }.flatMap { path[$0] == "." ? $0 : nil } ?? path.endIndex
        // World files are named after the raster's suffix as well: .tif has .tifw.
        for suffix in Self.places + [String(path[end...].dropFirst()) + "w"] {
            for spelling in Set([suffix, suffix.lowercased(), suffix.uppercased()]).inOrder(of: \.self) {
                let sidecar = path[..<end] + "." + spelling
                if try Self.exists(String(sidecar), beside: path) { found.append(Path.name(of: String(sidecar))) }
            }
        }
        names = found
    }

    /// A raster that has nothing beside it.
    init(noneBeside path: String) { names = [Path.name(of: path)] }

    static func refusal(of path: String, _ reason: String) -> GDALError {
        GDALError("open '\(path)'", reason: "\(reason); remove it, or put it right", code: .openFailed)
    }

    /// Whether there is such a file. A pipe or a device in its place would be waited for, or never end.
    private static func exists(_ sidecar: String, beside path: String) throws(GDALError) -> Bool {
        let status: FileStatus?
        do throws(FileError) {
            status = try FileStatus(of: sidecar)
        } catch {
            throw refusal(of: path, "'\(sidecar)' beside it cannot be looked at (\(error))")
        }
        guard let status else { return false }
        guard status.kind == .file else { throw refusal(of: path, "'\(sidecar)' beside it is no file") }
        return true
    }
}
