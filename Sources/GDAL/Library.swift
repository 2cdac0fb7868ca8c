internal import CGDAL
internal import CPROJ

/// GDAL as a whole: its registration, its settings, its version.
public enum Library {
    /// Registers the drivers and sets what canopy depends on. Done by the first call of any kind, and once.
    static func start() { _ = started }

    private static let started: Void = {
        StrayFailures.listen()
        // canopy runs in parallel itself. Errors raised on GDAL's own threads would miss the caller's handler.
        CPLSetConfigOption("GDAL_NUM_THREADS", "1")
        // Nothing is fetched from the network behind the user's back.
        CPLSetConfigOption("PROJ_NETWORK", "OFF")
        proj_context_set_enable_network(nil, 0)
        // Masks of the files that canopy writes belong into them.
        CPLSetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
        GDALAllRegister()
    }()

    /// GDAL's version, such as `3.6.2`.
    public static var version: String { String(cString: GDALVersionInfo("RELEASE_NAME")) }

    /// PROJ's version, such as `9.1.1`.
    public static var projVersion: String { String(cString: proj_info().version) }

    /// Bounds the memory in which GDAL keeps blocks of open files, for the whole process.
    public static func limitCache(bytes: Int) {
        start()
        GDALSetCacheMax64(GIntBig(bytes))
    }

    /// Whether this GDAL was built with the driver or, for GTiff, with the compression of that name.
    public static func supports(compression: String) -> Bool {
        start()
        guard let driver = GDALGetDriverByName("GTiff"),
            let options = GDALGetMetadataItem(driver, "DMD_CREATIONOPTIONLIST", nil)
        else { return false }
        return String(cString: options).contains("<Value>\(compression)</Value>")
    }
}
