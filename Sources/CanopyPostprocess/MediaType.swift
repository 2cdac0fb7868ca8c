internal import Stores

/// What kinds of files are called where they are published.
///
/// See: [IANA's list](https://www.iana.org/assignments/media-types/media-types.xhtml), and
/// [those common in STAC](https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#working-with-media-types).
enum MediaType {
    /// The type of a file by its name; `nil` where nobody has one for it.
    ///
    /// - Parameter isCOG: Whether it is a valid Cloud Optimized GeoTIFF.
    static func of(_ key: StoreKey, isCOG: Bool = false) -> String? {
        let name = key.name.lowercased()
        if isCOG { return "image/tiff; application=geotiff; profile=cloud-optimized" }
        // Metashape's own name for such a file has no dot in it.
        if ["copc.laz", "copc.las"].contains(where: name.hasSuffix) { return "application/vnd.laszip+copc" }
        return name.split(separator: ".").last.flatMap { known[String($0)] }
    }

    private static let known = [
        "tif": "image/tiff; application=geotiff", "tiff": "image/tiff; application=geotiff", "png": "image/png",
        "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "laz": "application/vnd.laszip",
        "las": "application/vnd.las", "obj": "model/obj", "mtl": "model/mtl", "stl": "model/stl",
        "glb": "model/gltf-binary", "gltf": "model/gltf+json", "xml": "application/xml", "json": "application/json",
        "geojson": "application/geo+json", "yaml": "application/yaml", "yml": "application/yaml", "txt": "text/plain",
        "log": "text/plain", "csv": "text/csv", "html": "text/html", "pdf": "application/pdf",
        "gpkg": "application/geopackage+sqlite3", "kml": "application/vnd.google-earth.kml+xml",
        "kmz": "application/vnd.google-earth.kmz", "zip": "application/zip", "gz": "application/gzip",
        "tar": "application/x-tar",
    ]
}
