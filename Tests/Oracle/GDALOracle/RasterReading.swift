internal import CGDAL
public import Raster

/// A file, or one of its overviews, read by GDAL itself, without canopy's reading having a part in it.
public struct RasterReading: Sendable {
    /// Columns and rows.
    public let size: Size
    /// The type of all samples.
    public let type: PixelType
    /// The bytes of the samples, band by band.
    public let bands: [[UInt8]]
    /// What each band stands for, as GDAL names it: `Alpha`, `Red`.
    public let meanings: [String]
    /// The statistics and other metadata of each band.
    public let metadata: [[String: String]]
    /// The nodata value, as samples of a floating-point type would be compared with it.
    public let nodata: NoData?
    /// One byte for each pixel, where the file has a mask.
    public let mask: [UInt8]?
    /// The sizes of the overviews, in the file's order.
    public let overviews: [Size]
    /// Where the raster lies.
    public let grid: Georeference

    /// Reads the file at `path`, or its overview of that number, from 0; all of it, or a window.
    ///
    /// - Parameter toleratesErrors: Whether errors count for nothing that GDAL tells of while it says that samples were
    ///   read: where it cannot read a block it may give zeros.
    public init(
        _ path: String, overview: Int? = nil, window: Window? = nil, toleratesErrors: Bool = true
    ) throws {
        self = try quietly { try Self(reading: path, overview, window, toleratesErrors) }
    }

    private init(
        reading path: String, _ overview: Int?, _ window: Window?, _ toleratesErrors: Bool
    ) throws(OracleError) {
        guard let file = GDALOpenEx(path, UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY), nil, nil, nil) else {
            throw OracleError("open '\(path)'")
        }
        defer { _ = canopy_gdal_close(file) }
        let full = (1...GDALGetRasterCount(file)).map { GDALGetRasterBand(file, $0) }
        let levels = full.map { band in overview.map { GDALGetOverview(band, Int32($0)) } ?? band }
        let window = window ?? Window(Self.size(of: levels[0]))
        size = window.size
        let kind = GDALGetRasterDataType(levels[0])
        type = try Self.type(kind)
        overviews = (0..<GDALGetOverviewCount(full[0])).map { Self.size(of: GDALGetOverview(full[0], $0)) }
        meanings = full.map { String(cString: GDALGetColorInterpretationName(GDALGetRasterColorInterpretation($0))) }
        metadata = full.map(Self.metadata)
        nodata = Self.nodata(of: full[0], kind)
        let area = size.area * type.byteCount
        var bands: [[UInt8]] = []
        // Alpha makes a mask as well. Whatever GDAL has to say of a mask's file it says here.
        let maskBand = GDALGetMaskFlags(full[0]) == GMF_PER_DATASET ? GDALGetMaskBand(levels[0]) : nil
        CPLErrorReset()
        for level in levels { bands.append(try Self.read(level, kind, window, bytes: area)) }
        self.bands = bands
        mask = maskBand == nil ? nil : try Self.read(maskBand, GDT_Byte, window, bytes: size.area)
        guard toleratesErrors || CPLGetLastErrorType() != CE_Failure else { throw OracleError("read samples") }
        grid = Self.grid(of: file)
    }

    private static func size(of band: GDALRasterBandH?) -> Size {
        Size(width: Int(GDALGetRasterBandXSize(band)), height: Int(GDALGetRasterBandYSize(band)))
    }

    private static func read(
        _ band: GDALRasterBandH?, _ kind: GDALDataType, _ window: Window, bytes: Int
    ) throws(OracleError) -> [UInt8] {
        var samples = [UInt8](repeating: 0, count: bytes)
        let width = Int32(window.width)
        let height = Int32(window.height)
        try require(
            GDALRasterIO(
                band, GF_Read, Int32(window.x), Int32(window.y), width, height, &samples, width, height, kind, 0, 0),
            "read samples")
        return samples
    }

    private static func type(_ kind: GDALDataType) throws(OracleError) -> PixelType {
        switch kind {
        case GDT_Byte: .uint8
        case GDT_UInt16: .uint16
        case GDT_Int16: .int16
        case GDT_UInt32: .uint32
        case GDT_Int32: .int32
        case GDT_UInt64: .uint64
        case GDT_Int64: .int64
        case GDT_Float32: .float32
        case GDT_Float64: .float64
        default: throw OracleError("name the type of samples")
        }
    }

    private static func nodata(of band: GDALRasterBandH?, _ kind: GDALDataType) -> NoData? {
        var isSet: Int32 = 0
        let value: NoData =
            switch kind {
            case GDT_Int64: .signed(GDALGetRasterNoDataValueAsInt64(band, &isSet))
            case GDT_UInt64: .unsigned(GDALGetRasterNoDataValueAsUInt64(band, &isSet))
            default: .real(GDALGetRasterNoDataValue(band, &isSet))
            }
        return isSet != 0 ? value : nil
    }

    private static func metadata(of band: GDALRasterBandH?) -> [String: String] {
        var items: [String: String] = [:]
        let list = GDALGetMetadata(band, nil)
        for index in 0..<CSLCount(list) {
            guard let text = CSLGetField(list, index) else { continue }
            let parts = String(cString: text).split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { items[parts[0]] = parts[1] }
        }
        return items
    }

    private static func grid(of file: GDALDatasetH) -> Georeference {
        var numbers = [Double](repeating: 0, count: 6)
        let isPlaced = GDALGetGeoTransform(file, &numbers) == CE_None
        let transform = GeoTransform(
            originX: numbers[0], pixelWidth: numbers[1], rowRotation: numbers[2], originY: numbers[3],
            columnRotation: numbers[4], pixelHeight: numbers[5])
        let crs = GDALGetProjectionRef(file).map { String(cString: $0) } ?? ""
        return Georeference(transform: isPlaced ? transform : nil, crs: crs.isEmpty ? nil : crs)
    }
}

/// Lets GDAL open PNG files as well from here on, which canopy only makes, without it.
public func allowPictures() { quietly { GDALRegister_PNG() } }
