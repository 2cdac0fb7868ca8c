internal import Raster

/// The values that the ends of a scale of colors stand for.
public struct StretchRange: Hashable, Sendable, Codable {
    /// The value at the lower end.
    public let low: Float
    /// The value at the upper end.
    public let high: Float

    /// Limits that a user names; `nil` where the lower is not below the upper one, or one of them is no number.
    public init?(from low: Double, to high: Double) {
        self.init(low: Float(low), high: Float(high))
        guard self.low.isFinite, self.high.isFinite, self.low < self.high else { return nil }
    }

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

/// The order of values.
struct Ranking {
    /// The values as whole numbers in the same order.
    private let keys: [UInt32]

    /// The valid ones of `count` values; `nil` where there are none.
    init?(_ values: some Sequence<Float>, count: Int) {
        var keys: [UInt32] = []
        // Growing would hold them twice.
        keys.reserveCapacity(count)
        for value in values where !value.isNaN { keys.append(Self.key(of: value)) }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// The value with the given share of all below it, or the next above.
    func atLeast(_ share: Double) -> Float { value(at: (share * Double(keys.count - 1)).rounded(.up)) }

    /// The value with the given share of all below it, or the next below.
    func atMost(_ share: Double) -> Float { value(at: (share * Double(keys.count - 1)).rounded(.down)) }

    /// The value in that place of all in order, found without ordering them: counts by the upper bits say what the upper
    /// bits of it are, and counts of those that have them what the lower ones are.
    private func value(at place: Double) -> Float {
        var place = min(max(0, Int(clamping: place)), keys.count - 1)
        var upper: UInt32 = 0
        for shift: UInt32 in [16, 0] {
            var counts = [Int](repeating: 0, count: 1 << 16)
            for key in keys where shift == 16 || key >> 16 == upper >> 16 { counts[Int(key >> shift & 0xffff)] += 1 }
            var digit = 0
            while place >= counts[digit] {
                place -= counts[digit]
                digit += 1
            }
            upper |= UInt32(digit) << shift
        }
        return Self.value(of: upper)
    }

    /// Negative numbers have the larger bit patterns the smaller they are. There is one zero only.
    private static func key(of value: Float) -> UInt32 {
        let bits = (value + 0).bitPattern
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    }

    private static func value(of key: UInt32) -> Float {
        Float(bitPattern: key >> 31 == 0 ? ~key : key & 0x7fff_ffff)
    }
}
