internal import Raster

/// The values that the ends of a scale of colors stand for.
public struct StretchRange: Hashable, Sendable, Codable {
    /// The value at the lower end.
    public let low: Float
    /// The value at the upper end.
    public let high: Float

    /// Limits that leave out 2 % of the values at either end, so that no outlier takes the scale for itself.
    init(around values: Ranking) {
        let low = values.atLeast(0.02)
        let high = values.atMost(0.98)
        // Of a handful of values nothing can be left out.
        self =
            low < high
            ? StretchRange(low: low, high: high) : StretchRange(low: values.atLeast(0), high: values.atMost(1))
    }

    init(low: Float, high: Float) {
        self.low = low
        self.high = high
    }

    /// Limits of heights above ground: from 0 to the 98th percentile.
    static func aboveGround(_ values: Ranking) -> StretchRange {
        let high = values.atMost(0.98)
        return StretchRange(low: 0, high: high > 0 ? high : max(values.atMost(1), .leastNormalMagnitude))
    }

    /// Whether a value is not so far outside that it must be an error. Single trees on a plain are not.
    func isPlausible(_ value: Float) -> Bool {
        let margin = 5 * (high - low)
        return value >= low - margin && value <= high + margin
    }

    /// Where a value lies between the limits, from 0 to 1; the middle where both are one.
    func position(of value: Float) -> Float {
        guard low < high, !value.isNaN else { return 0.5 }
        return min(max((value - low) / (high - low), 0), 1)
    }
}

/// Values in order.
struct Ranking {
    private let sorted: [Float]

    /// The valid ones of `count` values; `nil` where there are none.
    init?(_ values: some Sequence<Float>, count: Int) {
        var sorted: [Float] = []
        // Growing would hold them twice.
        sorted.reserveCapacity(count)
        for value in values where !value.isNaN { sorted.append(value) }
        guard !sorted.isEmpty else { return nil }
        sorted.sort()
        self.sorted = sorted
    }

    /// The value with the given share of all below it, or the next above.
    func atLeast(_ share: Double) -> Float { value(at: (share * Double(sorted.count - 1)).rounded(.up)) }

    /// The value with the given share of all below it, or the next below.
    func atMost(_ share: Double) -> Float { value(at: (share * Double(sorted.count - 1)).rounded(.down)) }

    private func value(at place: Double) -> Float { sorted[min(max(0, Int(clamping: place)), sorted.count - 1)] }
}
