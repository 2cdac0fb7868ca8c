internal import CGDAL
internal import Raster

extension PixelType {
    /// GDAL's type; `nil` where this GDAL has none (8-bit signed samples before 3.7).
    var gdal: GDALDataType? {
        switch self {
        case .uint8: GDT_Byte
        case .int8: canopy_gdal_is_int8(GDALDataType(rawValue: 14)) == 1 ? GDALDataType(rawValue: 14) : nil
        case .uint16: GDT_UInt16
        case .int16: GDT_Int16
        case .uint32: GDT_UInt32
        case .int32: GDT_Int32
        case .uint64: GDT_UInt64
        case .int64: GDT_Int64
        case .float32: GDT_Float32
        case .float64: GDT_Float64
        }
    }

    /// The type for GDAL's; `nil` for complex ones.
    init?(_ type: GDALDataType) {
        switch type {
        case GDT_Byte: self = .uint8
        case GDT_UInt16: self = .uint16
        case GDT_Int16: self = .int16
        case GDT_UInt32: self = .uint32
        case GDT_Int32: self = .int32
        case GDT_UInt64: self = .uint64
        case GDT_Int64: self = .int64
        case GDT_Float32: self = .float32
        case GDT_Float64: self = .float64
        default:
            guard canopy_gdal_is_int8(type) == 1 else { return nil }
            self = .int8
        }
    }
}

extension ColorInterpretation {
    private static let table: [(Self, GDALColorInterp)] = [
        (.undefined, GCI_Undefined), (.gray, GCI_GrayIndex), (.palette, GCI_PaletteIndex), (.red, GCI_RedBand),
        (.green, GCI_GreenBand), (.blue, GCI_BlueBand), (.alpha, GCI_AlphaBand), (.hue, GCI_HueBand),
        (.saturation, GCI_SaturationBand), (.lightness, GCI_LightnessBand), (.cyan, GCI_CyanBand),
        (.magenta, GCI_MagentaBand), (.yellow, GCI_YellowBand), (.black, GCI_BlackBand), (.luma, GCI_YCbCr_YBand),
        (.blueChroma, GCI_YCbCr_CbBand), (.redChroma, GCI_YCbCr_CrBand),
    ]

    /// GDAL's number.
    var gdal: GDALColorInterp { Self.table.first { $0.0 == self }?.1 ?? GCI_Undefined }

    /// The interpretation for GDAL's number; newer ones than this list count as undefined.
    init(_ interpretation: GDALColorInterp) {
        self = Self.table.first { $0.1 == interpretation }?.0 ?? .undefined
    }
}
