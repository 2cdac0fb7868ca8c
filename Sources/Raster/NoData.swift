/// The value of a raster's nodata tag. 64-bit integers do not fit into a double, hence three forms.
public enum NoData: Hashable, Sendable {
    /// A number, infinity or NaN.
    case real(Double)
    /// A value of a signed 64-bit raster.
    case signed(Int64)
    /// A value of an unsigned 64-bit raster.
    case unsigned(UInt64)

    /// The value as a double, rounded where a 64-bit integer does not fit.
    public var double: Double {
        switch self {
        case .real(let value): value
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        }
    }

    /// Whether samples of `type` can hold the value exactly (floating-point types: up to rounding).
    public func fits(_ type: PixelType) -> Bool {
        var visitor = Fits(nodata: self)
        return type.dispatch(&visitor)
    }

    /// The value that samples of `type` have where a tag says this one, whatever digits of it the tag has lost.
    ///
    /// A value that the type cannot hold stays what it is.
    ///
    /// See: [GDALAdjustNoDataCloseToFloatMax](https://github.com/OSGeo/gdal/blob/release/3.6/gcore/gdal_misc.cpp), which
    /// wants more digits.
    public func asSample(of type: PixelType) -> NoData {
        guard case .real(let value) = self, value.isFinite else { return self }
        switch type {
        case .float32: return .real(Self.withAllDigits(Float(value), tag: 3.40282e+38).map(Double.init) ?? value)
        case .float64: return .real(Self.withAllDigits(value, tag: 1.79769e+308) ?? value)
        default: return self
        }
    }

    /// - Parameter tag: What programs that write six digits make of the greatest number.
    /// - Returns: `nil` for numbers beyond those of the type.
    private static func withAllDigits<Number: BinaryFloatingPoint>(_ value: Number, tag: Number) -> Number? {
        guard value.isFinite else { return nil }
        guard value.magnitude == tag else { return value }
        return value < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }

    private struct Fits: SampleVisitor {
        let nodata: NoData
        func visit<S: Sample>(_ type: S.Type) -> Bool { S(nodata) != nil }
    }

    /// Whether both are the same value; NaN equals NaN here.
    public static func == (a: NoData, b: NoData) -> Bool {
        switch (a, b) {
        case (.real(let x), .real(let y)): x == y || (x.isNaN && y.isNaN)
        case (.signed(let x), .signed(let y)): x == y
        case (.unsigned(let x), .unsigned(let y)): x == y
        default: false
        }
    }

    /// Equal values hash equally, so all NaNs do.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .real(let value): hasher.combine(value.isNaN ? .nan : value)
        case .signed(let value): hasher.combine(value)
        case .unsigned(let value): hasher.combine(value)
        }
    }
}

extension NoData: CustomStringConvertible {
    /// The number as GDAL writes it: `nan`, whole numbers without a fraction.
    public var description: String {
        switch self {
        case .real(let value):
            if value.isNaN { "nan" } else if let whole = Int64(exactly: value) { "\(whole)" } else { "\(value)" }
        case .signed(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        }
    }
}
