/// The samples of one type that a nodata value stands for.
///
/// GDAL's rule: integers have to be the value; a floating-point number may differ from it in its last digits, as it does
/// where a program has written the tag with fewer of them.
///
/// See: [ARE_REAL_EQUAL](https://github.com/OSGeo/gdal/blob/release/3.6/gcore/gdal_priv.h).
public struct NoDataSamples<S: Sample>: Sendable {
    /// The value itself.
    public let value: S
    /// The least of them.
    public let first: S
    /// The greatest of them.
    public let last: S

    /// The samples that `nodata` stands for; `nil` where the type cannot hold it.
    public init?(_ nodata: NoData) {
        guard let value = S(nodata) else { return nil }
        self.value = value
        (first, last) = S.alike(value)
    }

    /// The samples from `first` through `last`, between which the value lies.
    init(_ value: S, from first: S, through last: S) {
        self.value = value
        self.first = first
        self.last = last
    }

    /// Whether a sample is one of them. NaN is none: it is never valid, whatever the tag says.
    @inlinable
    @inline(__always)
    public func contains(_ sample: S) -> Bool { sample >= first && sample <= last }

    /// The number next to them: what stands in for a mean that would be read as nodata.
    var neighbor: S { last.above ?? first.below ?? value }
}

extension Sample where Self: FixedWidthInteger {
    /// The number itself.
    public static func alike(_ value: Self) -> (first: Self, last: Self) { (value, value) }
    /// The next greater number.
    public var above: Self? { self == .max ? nil : self + 1 }
    /// The next smaller number.
    public var below: Self? { self == .min ? nil : self - 1 }
}

extension Sample where Self: BinaryFloatingPoint {
    /// The numbers that GDAL's ARE_REAL_EQUAL takes for equal to this one: of 32 bits the same, of 64 bits those that are as
    /// many of their own last digits away, where GDAL goes by the digits of 32 bits.
    public static func alike(_ value: Self) -> (first: Self, last: Self) {
        guard value.isFinite else { return (value, value) }
        return (end(from: value, upwards: false), end(from: value, upwards: true))
    }

    /// The next greater number.
    public var above: Self? { nextUp.isFinite ? nextUp : nil }
    /// The next smaller number.
    public var below: Self? { nextDown.isFinite ? nextDown : nil }

    /// The last number on one side that counts as equal to `value`.
    private static func end(from value: Self, upwards: Bool) -> Self {
        // Of the greatest numbers programs write six digits. By halves: the sum of two of them may be infinite, and half of
        // all numbers would be alike.
        let isGreat = abs(value) > Self.greatestFiniteMagnitude / 2
        let tolerance: Self = isGreat ? 2e-6 : Self.ulpOfOne * 4
        func isAlike(_ other: Self) -> Bool {
            let mean: Self = value / 2 + other / 2
            let reach: Self = tolerance * abs(mean)
            return other == value || abs(value - other) < reach
        }
        var inside = value
        var step = max(value.ulp, .leastNormalMagnitude)
        var outside = upwards ? value + step : value - step
        while isAlike(outside) {
            inside = outside
            step *= 2
            outside = upwards ? value + step : value - step
            if !outside.isFinite { outside = upwards ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude }
            if outside == inside { return inside }
        }
        while true {
            let middle = inside / 2 + outside / 2
            guard middle != inside, middle != outside else { return inside }
            if isAlike(middle) { inside = middle } else { outside = middle }
        }
    }
}
