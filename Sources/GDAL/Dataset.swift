internal import CGDAL
public import Diagnostics
public import Raster

/// An open raster file.
///
/// GDAL's datasets belong to one thread at a time, so a dataset cannot be shared: each task opens its own. Bands are
/// numbers from 0; there is no type for them that could outlive the dataset.
public struct Dataset: ~Copyable {
    /// The file, as it was named.
    public let path: String
    /// Where GDAL's warnings about this file go.
    public let warnings: Warnings
    private(set) var handle: OpaquePointer?
    /// What the file says of its blocks; `nil` for files that are being written.
    let stored: StoredBlocks?
    /// What GDAL reads where the file is no path of this machine.
    let virtual: VirtualFile?

    init(
        handle: UnsafeMutableRawPointer, path: String, warnings: Warnings, stored: StoredBlocks? = nil,
        virtual: VirtualFile? = nil
    ) {
        self.handle = OpaquePointer(handle)
        self.stored = stored
        self.virtual = virtual
        self.path = path
        self.warnings = warnings
    }

    deinit {
        if let handle { _ = canopy_gdal_close(UnsafeMutableRawPointer(handle)) }
    }

    /// Closes the file and tells of errors in writing what was still in memory: a full disk often shows only here.
    public consuming func close() throws(GDALError) {
        guard let open = handle else { return }
        handle = nil
        _ = try call(
            "write '\(path)'", of: path, warnings: warnings, failsOnMessage: true, succeeded: { $0 == CE_None },
            { canopy_gdal_close(UnsafeMutableRawPointer(open)) })
    }

    /// Closes the file and opens it again, for reading. GDAL writes the directories of overviews and masks only then.
    public mutating func reopen() throws(GDALError) {
        guard let open = handle else { return }
        handle = nil
        _ = try call(
            "write '\(path)'", warnings: warnings, failsOnMessage: true, succeeded: { $0 == CE_None },
            { canopy_gdal_close(UnsafeMutableRawPointer(open)) })
        self = try Dataset.open(path, warnings: warnings)
    }

    /// Writes what is still in memory.
    public borrowing func flush() throws(GDALError) {
        _ = try call(
            "write '\(path)'", of: path, warnings: warnings, failsOnMessage: true, succeeded: { $0 == CE_None },
            { canopy_gdal_flush(raw) })
    }

    /// The handle as GDAL's functions take it.
    var raw: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(handle) }

    /// GDAL's handle of the band with this number, from 0.
    func rawBand(_ band: Int) -> UnsafeMutableRawPointer? { GDALGetRasterBand(raw, Int32(band + 1)) }

    /// Columns and rows.
    public var size: Size {
        Size(width: Int(GDALGetRasterXSize(raw)), height: Int(GDALGetRasterYSize(raw)))
    }

    /// The number of bands.
    public var bandCount: Int { Int(GDALGetRasterCount(raw)) }

    /// The compression of the file's pixels as GDAL names it, such as `DEFLATE`; `nil` where there is none.
    public var compression: String? { metadataItem("COMPRESSION", domain: "IMAGE_STRUCTURE") }

    /// The size of the blocks in which the pixels are stored: tiles, or strips as wide as the raster.
    public var blockSize: Size { blockSize(of: .full) }

    /// The size of the blocks of a level.
    public borrowing func blockSize(of level: Level) -> Size { Self.blockSize(of: rawBand(0, level)) }

    /// Bytes of the block of each band, and of the mask, that reading one pixel of a level takes: blocks are read whole.
    public borrowing func blockBytes(level: Level) -> Int {
        let samples = (0..<bandCount).map { number in
            let band = rawBand(number, level)
            return Int.product(
                Self.blockSize(of: band).area, Int(GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band))))
        }
        let hasMask = GDALGetMaskFlags(rawBand(0)) & GMF_PER_DATASET != 0
        let mask = hasMask ? Self.blockSize(of: GDALGetMaskBand(rawBand(0, level))).area : 0
        return Int.sum(samples + [mask])
    }

    private static func blockSize(of band: UnsafeMutableRawPointer?) -> Size {
        var width: Int32 = 0
        var height: Int32 = 0
        GDALGetBlockSize(band, &width, &height)
        return Size(width: Int(width), height: Int(height))
    }

    /// The sizes of the overviews in the file or beside it, in its own order.
    public var overviews: [Size] {
        let band = rawBand(0)
        return (0..<GDALGetOverviewCount(band)).compactMap { level in
            GDALGetOverview(band, level).map { overview in
                Size(width: Int(GDALGetRasterBandXSize(overview)), height: Int(GDALGetRasterBandYSize(overview)))
            }
        }
    }

    /// One item of metadata.
    public func metadataItem(_ key: String, domain: String = "") -> String? {
        GDALGetMetadataItem(raw, key, domain).map { String(cString: $0) }
    }

    /// One item of the metadata of a band, which is counted from 0; the default domain's name is empty.
    public func metadataItem(_ key: String, ofBand band: Int, domain: String = "") -> String? {
        GDALGetMetadataItem(rawBand(band), key, domain).map { String(cString: $0) }
    }
}
