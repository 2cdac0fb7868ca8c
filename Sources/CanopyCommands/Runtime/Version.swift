internal import GDAL
internal import GEOS

/// The versions of the tool and of what it stands on.
enum Version {
    /// The tool's own version: the only place that says it.
    static let number = "0.1.0"

    /// What `--version` prints.
    static let text =
        "canopy \(number) (GDAL \(GDALLibrary.version), GEOS \(GEOSContext.version), PROJ \(GDALLibrary.projVersion))"
}
