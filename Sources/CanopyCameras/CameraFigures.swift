internal import Raster

/// What a mission's cameras say of its flight. Lengths are in meters.
public struct CameraFigures: Hashable, Sendable, Codable {
    /// All cameras.
    public var count: Int
    /// Those that are aligned.
    public var aligned: Int
    /// Those that have a valid pixel of the terrain model below them.
    public var aboveTerrain: Int
    /// The mean height above ground, to a decimeter; `nil` where too few heights are known.
    public var aglMean: Double?
    /// How evenly the flight follows the terrain, from 0 to 100; `nil` where too few heights are known.
    public var aglFidelity: Int?

    /// Heights that are needed for a summary.
    private static let fewest = 5

    /// - Parameter heights: The valid heights above ground.
    init(count: Int, aligned: Int, heights: [Double]) {
        self.count = count
        self.aligned = aligned
        aboveTerrain = heights.count
        guard heights.count >= Self.fewest else { return }
        // Take-off and landing are no part of the survey.
        let sorted = heights.sorted()
        let (low, high) = (Self.percentile(10, of: sorted), Self.percentile(90, of: sorted))
        let inner = sorted.filter { $0 > low && $0 < high }
        guard !inner.isEmpty else { return }
        let mean = inner.reduce(0, +) / Double(inner.count)
        aglMean = (mean * 10).rounded(.toNearestOrEven) / 10
        guard inner.count > 1 else { return }
        let squares = inner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(inner.count - 1)).squareRoot()
        aglFidelity = Int(clamping: max(0, 100 - 2 * deviation).rounded(.toNearestOrEven))
    }

    /// The value below which so many percent of others are, between neighbors in proportion.
    static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
        let place = Double(sorted.count - 1) * percent / 100
        let below = Int(clamping: place)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }
}
