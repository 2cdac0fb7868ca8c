public import Raster

/// A drone mission over a forest that does not exist, with the files that photogrammetry would export of it.
///
/// It has the same pixels on every machine, and each size has its ridge, valley, stream, track and clearing.
public struct Example: Sendable, Hashable {
    /// The mission's name, such as `01_example-ridge`.
    public let name: String
    /// The name without the number of the run.
    public let baseName: String
    /// When it was flown.
    public let season: Season
    /// Whether anybody drew a boundary for it.
    public let hasBoundary: Bool

    /// The coordinate reference system of its rasters, as a user names it.
    let crs: String
    /// Coordinates of the north-west corner.
    let corner: Point
    /// How far the clearing reaches, as a share of the longer side.
    let clearing: Float
    /// The place.
    let seed: UInt32
    /// The flight: what differs between two of one place.
    let flight: UInt32

    /// Two flights over one ridge, and a meadow that nobody drew a boundary for.
    public static let all = [
        ridge(run: 1, season: .summer),
        ridge(run: 2, season: .autumn),
        Example(
            name: "03_example-meadow", baseName: "example-meadow", season: .summer, hasBoundary: false,
            crs: "EPSG:32611", corner: Point(x: 286_410.6, y: 4_176_523.4), clearing: 0.3, seed: 11, flight: 3),
    ]

    private static func ridge(run: UInt32, season: Season) -> Example {
        Example(
            name: "0\(run)_example-ridge", baseName: "example-ridge", season: season, hasBoundary: true,
            crs: "EPSG:32610", corner: Point(x: 716_854.2, y: 4_339_170.8), clearing: 0.13, seed: 4, flight: run)
    }

    /// The size of a surface model that is made in seconds and shows enough to look at.
    public static let demonstrationSize = Size(width: 1600, height: 1400)
}
