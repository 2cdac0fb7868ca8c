/// Values that programs write for nothing, and sometimes forget to declare.
///
/// A sample is valid where ``Validity`` says so, it is no NaN and, where something is made of it that shows or subtracts
/// values, it is none of these.
public enum UndeclaredNoData {
    /// No height or reflectance is that large. Some programs write -3.4e38.
    private static let absurd = 1e30
    /// None is a height on Earth, whatever the unit.
    private static let sentinels: Set<Double> = [-9999, -32767, -32768, -99999]
    /// All sentinels are at most this, which is below every place on Earth.
    public static let greatestSentinel = -9999.0

    /// Whether a value is a quantity at all: neither absurd nor NaN.
    @inline(__always)
    public static func isQuantity(_ value: Double) -> Bool {
        // Comparisons with NaN are false.
        value.magnitude < absurd
    }

    /// Whether a value, which is a height, stands for none.
    public static func isSentinel(_ height: Double) -> Bool { sentinels.contains(height) }
}
