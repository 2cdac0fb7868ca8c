/// A number that a raster can hold.
public protocol Sample: BitwiseCopyable, Comparable, Sendable, Hashable {
    /// The case of ``PixelType`` that stands for this type.
    static var pixelType: PixelType { get }
    /// The value 0.
    static var zero: Self { get }
    /// The value of full opacity, where a band of this type is an alpha band.
    static var opaque: Self { get }
    /// The number as a double; 64-bit integers beyond 2^53 are rounded.
    var double: Double { get }
    /// Whether the sample is NaN.
    var isNotANumber: Bool { get }
    /// The value nearest to `value`: integers are rounded half up and clamped to their range.
    init(rounding value: Double)
    /// The exact value of a nodata tag; `nil` where the type cannot hold it.
    init?(_ nodata: NoData)
    /// A number that holds the sum of many samples: exact for integers.
    associatedtype Total: AdditiveArithmetic
    /// The sample as a summand.
    var total: Total { get }
    /// The mean of `count` samples, at least one, that add up to `total`; half up for integers.
    init(mean total: Total, of count: Int)
    /// The mean of samples whose products with their weights add up to `total`, as doubles have it.
    static func quotient(_ total: Double, _ weights: Double) -> Self
    /// The least and the greatest of the samples that are nodata where this one is.
    static func alike(_ value: Self) -> (first: Self, last: Self)
    /// The next greater finite number; `nil` where there is none.
    var above: Self? { get }
    /// The next smaller finite number; `nil` where there is none.
    var below: Self? { get }
}

extension Sample where Self: FixedWidthInteger, Total: FixedWidthInteger & SignedInteger {
    /// Full opacity.
    public static var opaque: Self { max }
    /// Whether the sample is NaN.
    @inlinable public var isNotANumber: Bool { false }
    /// The number as a double.
    @inlinable public var double: Double { Double(self) }

    /// The nearest sample; integers half up and clamped.
    public init(rounding value: Double) {
        // Adding a half first would move numbers whose sum with it is no double.
        let whole = value.rounded(.down)
        self.init(clamping: value - whole >= 0.5 ? whole + 1 : whole)
    }

    /// The exact value of a nodata tag, where the type can hold it.
    public init?(_ nodata: NoData) {
        switch nodata {
        case .real(let value):
            guard let exact = Self(exactly: value) else { return nil }
            self = exact
        case .signed(let value):
            guard let exact = Self(exactly: value) else { return nil }
            self = exact
        case .unsigned(let value):
            guard let exact = Self(exactly: value) else { return nil }
            self = exact
        }
    }

    /// The mean, half up.
    public init(mean total: Total, of count: Int) {
        // floor(total / count + 1/2), also for negative totals.
        let doubled = 2 * total + Total(count)
        let divisor = 2 * Total(count)
        let quotient = doubled / divisor
        self.init(truncatingIfNeeded: doubled % divisor < 0 ? quotient - 1 : quotient)
    }

    /// The weighted mean. Sums of products of up to 16 bits are whole numbers that doubles hold, for which this takes a
    /// third of the time.
    @inlinable
    public static func quotient(_ total: Double, _ weights: Double) -> Self {
        guard bitWidth <= 16, min == 0 else { return Self(rounding: total / weights) }
        let divisor = UInt64(weights)
        return Self(truncatingIfNeeded: (2 &* UInt64(total) &+ divisor) / (2 &* divisor))
    }

    /// The sample as a summand.
    public var total: Total { Total(truncatingIfNeeded: self) }
}

extension Sample where Self: BinaryFloatingPoint, Total == Double {
    /// Full opacity.
    public static var opaque: Self { 1 }
    /// Whether the sample is NaN.
    @inlinable public var isNotANumber: Bool { isNaN }
    /// The number as a double.
    @inlinable public var double: Double { Double(self) }

    /// The nearest sample; integers half up and clamped.
    public init(rounding value: Double) { self = Self(value) }

    /// The exact value of a nodata tag, where the type can hold it.
    public init?(_ nodata: NoData) {
        switch nodata {
        case .real(let value):
            let converted = Self(value)
            guard converted.isFinite || !value.isFinite else { return nil }
            self = converted
        case .signed(let value): self = Self(value)
        case .unsigned(let value): self = Self(value)
        }
    }

    /// The mean.
    public init(mean total: Double, of count: Int) { self = Self(total / Double(count)) }

    /// The weighted mean.
    public static func quotient(_ total: Double, _ weights: Double) -> Self { Self(total / weights) }

    /// The sample as a summand.
    public var total: Double { Double(self) }
}

extension UInt8: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .uint8 }
}

extension Int8: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .int8 }
}

extension UInt16: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .uint16 }
}

extension Int16: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .int16 }
}

extension UInt32: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .uint32 }
}

extension Int32: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int64
    /// The case of this type.
    public static var pixelType: PixelType { .int32 }
}

extension UInt64: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int128
    /// The case of this type.
    public static var pixelType: PixelType { .uint64 }
}

extension Int64: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Int128
    /// The case of this type.
    public static var pixelType: PixelType { .int64 }
}

extension Float: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Double
    /// The case of this type.
    public static var pixelType: PixelType { .float32 }
}

extension Double: Sample {
    /// Exact for as many samples as a raster has.
    public typealias Total = Double
    /// The case of this type.
    public static var pixelType: PixelType { .float64 }
}
