internal import Raster

/// The ground of a forest without its trees. Places are meters east and south of the north-west corner.
struct Landscape: Sendable {
    /// Meters from west to east.
    let width: Float
    /// Meters from north to south.
    let height: Float
    /// How far the clearing reaches, as a share of the longer side.
    let clearing: Float

    private let noise: Noise
    private let detail: Noise
    private let longest: Float

    init(width: Float, height: Float, clearing: Float, noise: Noise) {
        self.width = width
        self.height = height
        self.clearing = clearing
        self.noise = noise
        detail = noise.derived(1)
        longest = max(width, height)
    }

    /// A line from west to east across the landscape.
    func line(at y: Float) -> LandscapeLine {
        let along = y / longest
        return LandscapeLine(
            landscape: self, y: y,
            stream: longest * (0.68 + 0.17 * noise(along * 1.7 + 20, 0.5)) + 3.2 * detail(y / 17, 0.5),
            track: longest * (0.2 + 0.16 * noise(along * 1.5 + 31, 7.5)) + 0.8 * detail(y / 23, 9.5))
    }

    /// The hills, ridge and valley around a place; they grow with the landscape, so that any size has them.
    fileprivate func relief(_ x: Float, _ y: Float, toStream: Float) -> Float {
        let u = x / longest
        let v = y / longest
        let hills = noise(u * 2.1 + 3.7, v * 2.1 + 1.3) * 0.055 + noise(u * 4.6, v * 4.6 + 9.1) * 0.018
        let crest = noise(u * 1.4 + 7.3, v * 1.1 + 2.9)
        let ridge = 0.07 / (1 + crest * crest * 14)
        let away = toStream / (0.13 * longest)
        let valley = -0.085 / (1 + away * away)
        return 1450 + longest * (hills + ridge + valley + 0.05 * (0.7 - v))
    }

    /// Humps and hollows of a natural size.
    fileprivate func roughness(_ x: Float, _ y: Float) -> Float {
        0.5 * detail(x / 13, y / 13) + 0.13 * detail(x / 3.7, y / 3.7 + 40)
    }

    /// 1 in the clearing, 0 in the forest.
    func openness(_ x: Float, _ y: Float) -> Float {
        let dx = (x - 0.42 * width) / longest
        let dy = (y - 0.4 * height) / longest
        let distance = (dx * dx + dy * dy * 1.5).squareRoot() + 0.09 * noise(x / longest * 5, y / longest * 5 + 60)
        return 1 - step(clearing * 0.85, clearing * 1.1, distance)
    }

    /// How thick the forest is where nothing keeps trees away, from 0 to 1: thickets and gaps.
    func thickness(_ x: Float, _ y: Float) -> Float {
        let clumps = detail(x / 31 + 100, y / 31)
        let gaps = step(-0.55, -0.2, detail(x / 17 + 200, y / 17))
        return (0.74 + 0.45 * clumps) * gaps
    }

    /// The age of the stand around a place, from 0 to 1.
    func age(_ x: Float, _ y: Float) -> Float { min(max(0.55 + 0.55 * detail(x / 43 + 300, y / 43), 0), 1) }
}

/// A line from west to east: what depends on the southing alone is known once for all its places.
struct LandscapeLine: Sendable {
    fileprivate let landscape: Landscape
    fileprivate let y: Float
    fileprivate let stream: Float
    fileprivate let track: Float

    /// Meters from the middle of the stream.
    func toStream(_ x: Float) -> Float { abs(x - stream) }

    /// Meters from the middle of the track.
    func toTrack(_ x: Float) -> Float { abs(x - track) }

    /// Meters above sea level.
    func elevation(_ x: Float) -> Float {
        let toStream = toStream(x)
        let bed = toStream * (1 / 1.5)
        // The track is level across: roughness fades towards it.
        return landscape.relief(x, y, toStream: toStream) - 0.8 / (1 + bed * bed * bed * bed)
            + step(1.2, 3.5, toTrack(x)) * landscape.roughness(x, y)
    }
}
