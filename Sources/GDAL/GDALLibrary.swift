internal import CGDAL
internal import CPROJ
internal import CPROJFiles
internal import CSQLite

/// GDAL as a whole: its start, its version.
public enum GDALLibrary {
    /// Starts GDAL with what canopy needs, and nothing else. Done by the first call of any kind into this module, and
    /// once; a program that makes it by itself, before its first thread, knows when.
    ///
    /// From here on no driver exists in the process that could open a file or an address but those for GeoTIFF,
    /// GeoPackage, GeoJSON, FlatGeobuf, Shapefile and KML, whatever file asks GDAL for one: a mask, overviews, a
    /// table. `MEM` and `COG`, which only make rasters, stay. Plugins and GDAL's files of settings are not loaded, virtual
    /// file systems but the one in memory and canopy's own have no files, HTTP is refused, and PROJ reads neither the network nor folders
    /// that any program of the user can write to.
    ///
    /// It must come before any other use of GDAL in the process. A host that has a GDAL of its own makes it as well, and
    /// has then this one; what it registers afterwards is its own decision, and its own danger.
    public static func start() { _ = started }

    private static let started: Void = {
        StrayFailures.listen()
        canopy_hear_tiff()
        for (key, value) in settings { CPLSetConfigOption(key, value) }
        CPLHTTPSetFetchCallback(canopy_refuse_http, nil)
        canopy_close_virtual_file_systems()
        VirtualFile.install()
        keepPROJAtHome()
        // One by one: registering all would load plugins, and what is registered has been there for a moment.
        GDALRegister_GTiff()
        GDALRegister_MEM()
        GDALRegister_COG()
        RegisterOGRGeoPackage()
        RegisterOGRGeoJSON()
        RegisterOGRFlatGeobuf()
        RegisterOGRShape()
        RegisterOGRKML()
    }()

    private static let settings = [
        // canopy runs in parallel itself. Errors raised on GDAL's own threads would miss the caller's handler.
        "GDAL_NUM_THREADS": "1",
        // Nothing is fetched from the network behind the user's back.
        "PROJ_NETWORK": "OFF",
        // Masks of the files that canopy writes belong into them.
        "GDAL_TIFF_INTERNAL_MASK": "YES",
        // No plugins, in case that anything in the process should register all drivers.
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_PYTHON_DRIVER_PATH": "",
        // Settings are canopy's, not those of a file in a home folder.
        "GDAL_CONFIG_FILE": "",
        // A database's tables cannot be other files, its views cannot ask for variables of the environment, and it brings
        // no code.
        "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
        "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
        "ALLOW_VIRTUAL_OGR_FROM_TRIGGER_AND_VIEW": "NO",
        "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "SQLITE_USE_OGR_VFS": "NO",
    ]

    /// PROJ reads its own folder and those that the environment names by a whole path; not the one that it would fill with
    /// downloads, none that depends on where the program was called, and no file that a definition names elsewhere.
    private static func keepPROJAtHome() {
        let downloads = proj_context_get_user_writable_directory(nil, 0).map { String(cString: $0) }
        let folders = String(cString: proj_info().searchpath).split(separator: ":").map(String.init)
            .filter { $0.hasPrefix("/") && $0 != downloads }
        withCStrings(folders) { list in
            let list = UnsafeRawPointer(list)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
            canopy_proj_keep_to(list, Int32(folders.count))
            OSRSetPROJSearchPaths(list)
            proj_context_set_search_paths(nil, Int32(folders.count), list)
        }
        // Only now: it reads PROJ's settings where it finds them.
        proj_context_set_enable_network(nil, 0)
        OSRSetPROJEnableNetwork(0)
    }

    /// GDAL's version, such as `3.6.2`.
    public static var version: String { String(cString: GDALVersionInfo("RELEASE_NAME")) }

    /// PROJ's version, such as `9.1.1`.
    public static var projVersion: String { String(cString: proj_info().version) }

    /// SQLite's version, such as `3.40.1`: GeoPackages are read with it.
    public static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// The drivers that there are in this process, by GDAL's names.
    public static var drivers: [String] {
        start()
        return (0..<GDALGetDriverCount()).compactMap { number in
            GDALGetDriver(number).flatMap { GDALGetDriverShortName($0) }.map { String(cString: $0) }
        }
    }

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
