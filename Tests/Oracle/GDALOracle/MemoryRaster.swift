internal import CGDAL
internal import GDAL
internal import Raster

/// What GDAL, asked for its opinion, could not do.
public struct OracleError: Error, CustomStringConvertible {
    /// What was asked, and what GDAL said to it.
    public let description: String

    init(_ action: String) {
        let reason = CPLGetLastErrorMsg().map { String(cString: $0) } ?? ""
        description = "GDAL could not \(action): \(reason)"
    }
}

/// Makes calls whose messages stay off standard error.
func quietly<Result>(_ body: () throws -> Result) rethrows -> Result {
    // There is one GDAL in the process, with those drivers only; what it thinks of pixels is its own.
    GDALLibrary.start()
    CPLPushErrorHandler(CPLQuietErrorHandler)
    defer { CPLPopErrorHandler() }
    CPLErrorReset()
    return try body()
}

func require(_ result: CPLErr, _ action: String) throws(OracleError) {
    guard result == CE_None else { throw OracleError(action) }
}

/// A raster of one band in memory, as GDAL holds it.
struct MemoryRaster: ~Copyable {
    let handle: GDALDatasetH
    let size: Size

    var band: GDALRasterBandH? { GDALGetRasterBand(handle, 1) }

    init(size: Size, type: GDALDataType) throws(OracleError) {
        let made = GDALCreate(GDALGetDriverByName("MEM"), "", Int32(size.width), Int32(size.height), 1, type, nil)
        guard let made else { throw OracleError("make a raster in memory") }
        handle = made
        self.size = size
    }

    /// Samples row by row; not a number is the raster's nodata.
    static func of(_ samples: [Double], size: Size, at grid: Georeference? = nil) throws(OracleError) -> MemoryRaster {
        let raster = try MemoryRaster(size: size, type: GDT_Float64)
        var samples = samples
        try require(GDALSetRasterNoDataValue(raster.band, .nan), "set a nodata value")
        try require(
            GDALRasterIO(
                raster.band, GF_Write, 0, 0, Int32(size.width), Int32(size.height), &samples, Int32(size.width),
                Int32(size.height), GDT_Float64, 0, 0), "fill a raster in memory")
        if let grid { try raster.place(at: grid) }
        return raster
    }

    deinit { _ = canopy_gdal_close(handle) }

    func place(at grid: Georeference) throws(OracleError) {
        if let transform = grid.transform {
            var numbers = [
                transform.originX, transform.pixelWidth, transform.rowRotation, transform.originY,
                transform.columnRotation, transform.pixelHeight,
            ]
            try require(GDALSetGeoTransform(handle, &numbers), "place a raster in memory")
        }
        if let crs = grid.crs { try require(GDALSetProjection(handle, crs), "place a raster in memory") }
    }

    /// The samples of a band, this raster's own if `nil`, in another size where one is given.
    func doubles(
        of other: GDALRasterBandH? = nil, resampledTo target: Size? = nil
    ) throws(OracleError) -> [Double] {
        let source = other ?? band
        let width = GDALGetRasterBandXSize(source)
        let height = GDALGetRasterBandYSize(source)
        let target = target ?? Size(width: Int(width), height: Int(height))
        var samples = [Double](repeating: 0, count: target.area)
        var how = GDALRasterIOExtraArg()
        how.nVersion = 1
        how.eResampleAlg = GRIORA_Average
        try require(
            GDALRasterIOEx(
                source, GF_Read, 0, 0, width, height, &samples, Int32(target.width), Int32(target.height), GDT_Float64,
                0, 0, &how), "read a raster in memory")
        return samples
    }
}
