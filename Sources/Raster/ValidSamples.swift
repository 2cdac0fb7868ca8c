/// Which samples of one type count: the one rule for what is written, shown and subtracted, which differ in how much of it
/// they need.
///
/// What is written keeps what the file calls valid; a picture is made of quantities, a difference of heights. Whether the
/// whole pixel is hidden, by a mask of 0 or by alpha that is not above 0, is said by ``Validity``.
public struct ValidSamples<S: Sample>: Sendable {
    /// The samples that the file declares to be nodata, if there are such.
    public let nodata: NoDataSamples<S>?

    /// The rule for the samples of a raster that says this of its pixels.
    public init(_ validity: Validity) {
        if case .nodata(let value) = validity { nodata = NoDataSamples(value) } else { nodata = nil }
    }

    /// Whether a sample is valid as the file has it: neither nodata nor NaN.
    @inlinable
    @inline(__always)
    public func contains(_ sample: S) -> Bool {
        if sample.isNotANumber { return false }
        guard let nodata else { return true }
        return !nodata.contains(sample)
    }

    /// Whether four samples are all valid. Apart, for that takes fewer branches where no value is nodata.
    @inline(__always)
    func contains(_ a: S, _ b: S, _ c: S, _ d: S) -> Bool {
        if a.isNotANumber || b.isNotANumber || c.isNotANumber || d.isNotANumber { return false }
        guard let nodata else { return true }
        return !nodata.contains(a) && !nodata.contains(b) && !nodata.contains(c) && !nodata.contains(d)
    }

    /// Whether a sample is valid and a quantity: neither infinite nor absurd.
    @inlinable
    @inline(__always)
    public func containsQuantity(_ sample: S) -> Bool {
        UndeclaredNoData.isQuantity(sample.double) && nodata?.contains(sample) != true
    }

    /// Whether a sample is a quantity and, read as a height, not one that stands for none.
    @inlinable
    @inline(__always)
    public func containsHeight(_ sample: S) -> Bool {
        containsQuantity(sample) && !UndeclaredNoData.isSentinel(sample.double)
    }
}

extension ValidSamples<Double> {
    /// The rule for samples of `type` that have been read as doubles.
    public init(_ validity: Validity, readFrom type: PixelType) {
        guard case .nodata(let value) = validity else {
            nodata = nil
            return
        }
        var visitor = AsDoubles(nodata: value)
        nodata = type.dispatch(&visitor)
    }

    /// Whether four samples are all heights that are greater than -9999: others need ``containsHeight(_:)`` each.
    @inlinable
    @inline(__always)
    public func containsHeights(_ four: SIMD4<Double>) -> Bool {
        // Nothing lies between values that are not numbers.
        let (first, last) = nodata.map { ($0.first, $0.last) } ?? (.nan, .nan)
        let isOrdinary = four .> -9999 .& four .< 1e30
        let isNoData = four .>= first .& four .<= last
        return all(isOrdinary) && !any(isNoData)
    }
}

/// The samples that a nodata value of their own type stands for, as doubles.
private struct AsDoubles: SampleVisitor {
    let nodata: NoData

    func visit<S: Sample>(_ type: S.Type) -> NoDataSamples<Double>? {
        NoDataSamples<S>(nodata).map { NoDataSamples($0.value.double, from: $0.first.double, through: $0.last.double) }
    }
}

/// Values that programs write for nothing, and sometimes forget to declare.
@usableFromInline
enum UndeclaredNoData {
    /// Whether a value is a quantity at all: no height or reflectance is as large as 1e30, which NaN is not below either.
    /// Some programs write -3.4e38.
    @inlinable
    @inline(__always)
    static func isQuantity(_ value: Double) -> Bool { value.magnitude < 1e30 }

    /// Whether a value stands for no height; none is a height on Earth, whatever the unit.
    @inlinable
    @inline(__always)
    static func isSentinel(_ height: Double) -> Bool {
        // One comparison for heights that are there.
        height <= -9999 && (height == -9999 || height == -32767 || height == -32768 || height == -99999)
    }
}

extension Statistics {
    /// The least or the greatest value, where it looks like nodata that nobody has declared. Infinite values do not: they
    /// come of arithmetic.
    public var undeclaredNoData: Double? {
        [minimum, maximum].first {
            $0.isFinite && (UndeclaredNoData.isSentinel($0) || !UndeclaredNoData.isQuantity($0))
        }
    }
}
