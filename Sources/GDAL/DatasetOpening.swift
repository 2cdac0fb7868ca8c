internal import CGDAL
public import Diagnostics
public import Files
public import Raster
internal import TIFF

extension Dataset {
    /// The one raster format that canopy reads. A `.tif` that is really a VRT or another format that refers to further
    /// files is not opened, whatever its name.
    private static let rasterDrivers = ["GTiff"]

    /// Opens a GeoTIFF, with those files beside it that belong to it.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - update: Whether it may be changed.
    ///   - options: Open options of GDAL's GTiff driver, such as `NUM_THREADS=2`.
    ///   - warnings: Where GDAL's warnings go.
    /// - Throws: ``GDALError`` where the file is not there, is no GeoTIFF, or is damaged, and where it or a file beside it
    ///   is not what its name says or names further files.
    public static func open(
        _ path: String, update: Bool = false, options: [String] = [], warnings: Warnings = Warnings()
    ) throws(GDALError) -> Dataset {
        try open(path, with: try Sidecars(of: path), update: update, options: options, warnings: warnings)
    }

    /// Opens a GeoTIFF that may lie anywhere. Nothing is looked for beside it.
    ///
    /// - Parameter warnings: Where GDAL's warnings go.
    /// - Throws: ``GDALError`` where it is no GeoTIFF, or is damaged; with the file's own reason where it cannot be read.
    public static func open(
        _ file: any RandomAccessFile, warnings: Warnings = Warnings()
    ) throws(GDALError) -> Dataset {
        let virtual = VirtualFile(file)
        return try open(
            file.name, in: virtual, with: Sidecars(noneBeside: virtual.path), update: false, options: [],
            warnings: warnings)
    }

    /// The names that ``Sidecars`` gives of a file that is a sidecar itself, once it has been seen to be a GeoTIFF.
    static func sidecars(ofOpenable path: String) throws(GDALError) -> [String] {
        let sidecars = try Sidecars(of: path)
        _ = try open(path, with: sidecars, update: false, options: [], warnings: Warnings())
        return sidecars.names
    }

    private static func open(
        _ path: String, in virtual: VirtualFile? = nil, with sidecars: Sidecars, update: Bool, options: [String],
        warnings: Warnings
    ) throws(GDALError) -> Dataset {
        let flags = GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR | (update ? GDAL_OF_UPDATE : GDAL_OF_READONLY)
        let action = "open '\(path)'"
        var unknown: GDALError {
            let content: (any RandomAccessFile)? = virtual?.content ?? (try? LocalFile(path))
            let start = content.flatMap { try? $0.bytes(in: 0..<min(512, $0.size)) }
            let reason =
                start.flatMap { FileKind.name(of: $0) }.map { "it is \($0), not a GeoTIFF" }
                ?? "it is not a GeoTIFF, or a damaged one"
            return GDALError(action, reason: reason, code: .openFailed)
        }
        let stored: StoredBlocks?
        do throws(TIFFError) {
            stored =
                if let virtual { try StoredBlocks(of: virtual.content) } else if update { nil } else {
                    try StoredBlocks(path)
                }
        } catch {
            try virtual?.check(action)
            throw GDALError(action, reason: error.description, code: .openFailed)
        }
        let handle: GDALDatasetH?
        do throws(GDALError) {
            handle = try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
                withCStrings(rasterDrivers) { drivers in
                    withCStrings(options) { options in
                        withCStrings(sidecars.names) { names in
                            GDALOpenEx(
                                virtual?.path ?? path, UInt32(flags), constant(drivers), constant(options),
                                constant(names))
                        }
                    }
                }
            }
        } catch {
            try virtual?.check(action)
            throw error.isUnknownFormat ? unknown : error
        }
        guard let handle else { throw unknown }
        let dataset = Dataset(handle: handle, path: path, warnings: warnings, stored: stored, virtual: virtual)
        // GDAL goes without what it cannot read of overviews and masks.
        try virtual?.check(action)
        // GDAL looks for overviews there, and the raster's own tags can say it, too. It has not looked yet.
        guard dataset.metadataItem("OVERVIEW_FILE", domain: "OVERVIEWS") == nil else {
            throw GDALError(
                action,
                reason: "it names another file as its overviews, and names in files are not followed; export it again",
                code: .openFailed)
        }
        return dataset
    }

    /// Makes a new file, or a raster in memory with the driver `MEM`.
    ///
    /// - Parameters:
    ///   - path: The file; what the name means is the driver's business.
    ///   - driver: GDAL's name of the driver, such as `GTiff`.
    ///   - options: Creation options of the driver.
    public static func create(
        _ path: String, driver: String = "GTiff", size: Size, bands: Int, type: PixelType, options: [String] = [],
        warnings: Warnings = Warnings()
    ) throws(GDALError) -> Dataset {
        let action = "create '\(path)'"
        guard let kind = type.gdal else {
            throw GDALError(action, reason: "GDAL \(GDALLibrary.version) cannot hold samples of type \(type.rawValue)")
        }
        let handle = try call(action, of: path, warnings: warnings, succeeded: { $0 != nil }) {
            withCStrings(options) { options in
                GDALCreate(
                    GDALGetDriverByName(driver), path, Int32(size.width), Int32(size.height), Int32(bands), kind,
                    options)
            }
        }
        guard let handle else { throw GDALError(action, reason: "GDAL gives no reason") }
        return Dataset(handle: handle, path: path, warnings: warnings)
    }

    /// Writes a copy of the dataset with another driver, such as `COG`.
    ///
    /// - Parameters:
    ///   - premultipliedAlpha: Whether a TIFF is to say that its colors are multiplied by its alpha.
    ///   - progress: Called with the share that is done; returns whether to go on.
    public borrowing func copy(
        to path: String, driver: String, options: [String], premultipliedAlpha: Bool = false,
        progress: (Double) -> Bool
    ) throws(GDALError) {
        let action = "write '\(path)'"
        if premultipliedAlpha { CPLSetThreadLocalConfigOption("GTIFF_ALPHA", "PREMULTIPLIED") }
        defer { if premultipliedAlpha { CPLSetThreadLocalConfigOption("GTIFF_ALPHA", nil) } }
        let copy = try withoutActuallyEscaping(progress) { progress throws(GDALError) in
            var watcher = progress
            return try call(action, of: path, warnings: warnings, failsOnMessage: true, succeeded: { $0 != nil }) {
                withCStrings(options) { options in
                    withUnsafeMutablePointer(to: &watcher) { watcher in
                        GDALCreateCopy(
                            GDALGetDriverByName(driver), path, raw, 0, options,
                            { share, _, data in
                                guard let data else { return 1 }
                                return data.assumingMemoryBound(to: ((Double) -> Bool).self).pointee(share) ? 1 : 0
                            }, watcher)
                    }
                }
            }
        }
        guard let copy else { throw GDALError(action, reason: "GDAL gives no reason") }
        try Dataset(handle: copy, path: path, warnings: warnings).close()
    }

    /// Adds a mask for all bands.
    public borrowing func addMask() throws(GDALError) {
        try check("add a mask to '\(path)'", of: path, warnings: warnings) {
            GDALCreateDatasetMaskBand(raw, GMF_PER_DATASET)
        }
    }
}

/// GDALOpenEx takes pointers to constants where the string list functions have none.
private func constant(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> UnsafePointer<UnsafePointer<CChar>?>? {
    UnsafeRawPointer(list)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self)
}
