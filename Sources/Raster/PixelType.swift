/// The type of a raster's samples. Complex types are not among them: canopy refuses such rasters.
public enum PixelType: String, CaseIterable, Sendable, Codable {
    /// Unsigned, 8 bits.
    case uint8
    /// Signed, 8 bits (GDAL 3.7 and newer).
    case int8
    /// Unsigned, 16 bits.
    case uint16
    /// Signed, 16 bits.
    case int16
    /// Unsigned, 32 bits.
    case uint32
    /// Signed, 32 bits.
    case int32
    /// Unsigned, 64 bits.
    case uint64
    /// Signed, 64 bits.
    case int64
    /// IEEE 754, 32 bits.
    case float32
    /// IEEE 754, 64 bits.
    case float64

    /// Bytes of one sample.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// Whether samples are floating-point numbers, so that NaN exists.
    public var isFloat: Bool { self == .float32 || self == .float64 }

    /// Calls `visitor` with the Swift type of the samples.
    ///
    /// Every case is spelled out, so that the compiler makes one copy of the visitor's code for each type.
    @inlinable
    public func dispatch<V: SampleVisitor>(_ visitor: inout V) throws(V.Failure) -> V.Result {
        switch self {
        case .uint8: try visitor.visit(UInt8.self)
        case .int8: try visitor.visit(Int8.self)
        case .uint16: try visitor.visit(UInt16.self)
        case .int16: try visitor.visit(Int16.self)
        case .uint32: try visitor.visit(UInt32.self)
        case .int32: try visitor.visit(Int32.self)
        case .uint64: try visitor.visit(UInt64.self)
        case .int64: try visitor.visit(Int64.self)
        case .float32: try visitor.visit(Float.self)
        case .float64: try visitor.visit(Double.self)
        }
    }
}

/// Work that is written once for all sample types.
public protocol SampleVisitor {
    /// What the work returns.
    associatedtype Result
    /// What it throws.
    associatedtype Failure: Error = Never
    /// Does the work for samples of type `S`.
    mutating func visit<S: Sample>(_ type: S.Type) throws(Failure) -> Result
}
