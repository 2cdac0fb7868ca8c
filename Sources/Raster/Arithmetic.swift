// Numbers that come from files may be anything. What is computed of them here has a result whatever they are, and one
// that no limit lets pass where the true one is too large.

extension FixedWidthInteger {
    /// The whole number next to `value` towards zero, or the end of the type's range that is nearest; 0 for NaN.
    ///
    /// The one way from floating-point numbers to whole ones, of up to 64 bits.
    @inlinable
    public init(clamping value: Double) {
        // The greatest number as a double may be one more than it is, hence >= and no conversion there.
        if value >= Double(Self.max) {
            self = Self.max
        } else if value <= Double(Self.min) {
            self = Self.min
        } else {
            // By way of a type that is named: the conversion to one that is not takes bits apart one by one.
            self =
                if value.isNaN { 0 } else if Self.isSigned { Self(truncatingIfNeeded: Int64(value)) } else {
                    Self(truncatingIfNeeded: UInt64(value))
                }
        }
    }

    /// The whole number next to `value` towards zero, or the end of the type's range that is nearest; 0 for NaN.
    @inlinable
    public init(clamping value: Float) { self.init(clamping: Double(value)) }
}

extension Int {
    /// The product of sizes, none of them negative; the greatest number there is where it would be greater.
    public static func product(_ factors: Int...) -> Int {
        factors.reduce(1) { product, factor in
            let (result, overflows) = product.multipliedReportingOverflow(by: factor)
            return overflows ? .max : result
        }
    }

    /// The sum of sizes, none of them negative; the greatest number there is where it would be greater.
    public static func sum(_ summands: some Sequence<Int>) -> Int {
        summands.reduce(0) { sum, summand in
            let (result, overflows) = sum.addingReportingOverflow(summand)
            return overflows ? .max : result
        }
    }

    /// The sum of sizes, none of them negative; the greatest number there is where it would be greater.
    public static func sum(_ summands: Int...) -> Int { sum(summands) }
}
