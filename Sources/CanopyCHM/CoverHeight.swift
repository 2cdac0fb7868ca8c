/// A height above which the cover of the canopy is told.
///
/// A whole number of centimeters, since heights are counted in steps of half of one: the share above it is exact.
public struct CoverHeight: Hashable, Sendable {
    /// Centimeters.
    public let centimeters: Int

    /// What can be told of.
    public static let centimeters = -10_000...40_000

    /// - Parameter meters: From -100 to 400, in whole centimeters; `nil` where it is not.
    public init?(meters: Double) {
        let centimeters = (meters * 100).rounded()
        guard Double(Self.centimeters.lowerBound)...Double(Self.centimeters.upperBound) ~= centimeters,
            abs(centimeters - meters * 100) < 1e-6, let whole = Int(exactly: centimeters)
        else { return nil }
        self.centimeters = whole
    }

    private init(centimeters: Int) { self.centimeters = centimeters }

    /// What is told unless told otherwise: all that is no ground, and trees.
    public static let usual = [CoverHeight(centimeters: 200), CoverHeight(centimeters: 500)]

    /// The height in meters.
    public var meters: Double { Double(centimeters) / 100 }
}

extension CoverHeight: Codable {
    /// A number of meters.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let height = Self(meters: try container.decode(Double.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "it is no height in whole centimeters")
        }
        self = height
    }

    /// A number of meters.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(meters)
    }
}
