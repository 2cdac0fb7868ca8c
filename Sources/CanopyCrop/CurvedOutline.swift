internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// The way of an outline into the pixels of a raster. A straight line in degrees is none in meters, so sides get points
/// until they follow their curve.
struct CurvedOutline: ~Copyable {
    /// The greatest distance, in pixels, that a side may be off its curve.
    private static let tolerance = 0.05
    /// Halvings of one side; beyond that it crosses a place that cannot be mapped.
    private static let deepest = 16
    /// Points that all sides together may get. Where pixels are so small that coordinates cannot tell them apart, no
    /// number of them would do.
    static let mostPoints = 100_000

    private let way: Transformation
    private let inverse: GeoTransform
    private let cancellation: Cancellation
    private var left = mostPoints
    private var ring: [Point] = []

    init(_ way: consuming Transformation, _ inverse: GeoTransform, _ cancellation: Cancellation) {
        self.way = way
        self.inverse = inverse
        self.cancellation = cancellation
    }

    /// Whether sides would have needed more points than there may be.
    var isExhausted: Bool { left <= 0 }

    /// A ring in pixels.
    mutating func densified(_ corners: [Point]) throws(CropError) -> [Point] {
        guard var start = corners.last else { return [] }
        var startPixel = pixel(start)
        ring = []
        for end in corners {
            let endPixel = pixel(end)
            subdivide(start, startPixel, end, endPixel, depth: 0)
            ring.append(endPixel)
            start = end
            startPixel = endPixel
            guard !cancellation.isCancelled else { throw .raster(.cancelled) }
        }
        return ring
    }

    /// Adds the points between two corners, looking at the quarters: a side may cross its curve in the middle.
    private mutating func subdivide(
        _ start: Point, _ startPixel: Point, _ end: Point, _ endPixel: Point, depth: Int
    ) {
        guard depth < Self.deepest, left > 0, !cancellation.isCancelled else { return }
        let shares = [0.25, 0.5, 0.75]
        let between = shares.map { Self.between(start, end, $0) }
        let pixels = pixels(between)
        let isStraight = zip(shares, pixels).allSatisfy { share, pixel in
            let straight = Self.between(startPixel, endPixel, share)
            return ((pixel.x - straight.x) * (pixel.x - straight.x) + (pixel.y - straight.y) * (pixel.y - straight.y))
                < Self.tolerance * Self.tolerance
        }
        guard !isStraight else { return }
        subdivide(start, startPixel, between[1], pixels[1], depth: depth + 1)
        ring.append(pixels[1])
        left -= 1
        subdivide(between[1], pixels[1], end, endPixel, depth: depth + 1)
    }

    private static func between(_ a: Point, _ b: Point, _ share: Double) -> Point {
        Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
    }

    private func pixel(_ point: Point) -> Point { pixels([point])[0] }

    private func pixels(_ points: [Point]) -> [Point] {
        var moved = points
        way.apply(to: &moved)
        return moved.map(inverse.apply)
    }
}
