internal import CanopyTesting
internal import Foundation
internal import Raster

/// What a boundary looks like, drawn in the pixels of a raster.
struct RandomOutline {
    /// Features of polygons of closed rings.
    private(set) var features: [[[[Point]]]] = []
    /// Whether it is one valid geometry, which nothing has to be done to.
    private(set) var isTakenAsItIs = true
    /// Whether all rings run along edges and centers of pixels.
    private(set) var isSnapped = false

    private enum Form: CaseIterable {
        case convex, star, holes, parts, overlappingParts, overlappingFeatures, bowTie, sliver, rectangle, everything
    }

    init(on size: Size, using generator: inout SeededGenerator) {
        let width = Double(size.width)
        let height = Double(size.height)
        // Mostly on the raster, at times beyond its edge, rarely all of it.
        let center = Point(x: width * generator.real(-0.1...1.1), y: height * generator.real(-0.1...1.1))
        let radius = Point(
            x: max(1.5, width * generator.real(0.05...0.8)), y: max(1.5, height * generator.real(0.05...0.8)))
        let place = Oval(center: center, radius: radius)
        switch generator.one(of: Form.allCases) {
        case .convex:
            features = [[[place.ring(corners: generator.whole(3...12), reach: 1...1, &generator)]]]
        case .star:
            features = [[[place.ring(corners: generator.whole(8...40), reach: 0.3...1, &generator)]]]
        case .holes:
            let shell = place.ring(corners: generator.whole(12...30), reach: 0.8...1, &generator)
            let hole = place.ring(corners: generator.whole(3...9), reach: 0.1...0.5, &generator)
            features = [[[shell, hole]]]
        case .parts:
            // Each in a quarter of its own.
            features = [
                (0..<4).map { quarter in
                    [place.quarter(quarter).ring(corners: generator.whole(5...9), reach: 0.3...0.9, &generator)]
                }
            ]
        case .overlappingParts, .overlappingFeatures:
            isTakenAsItIs = false
            let polygons = (0..<generator.whole(2...4)).map { _ in
                [place.near(&generator).ring(corners: generator.whole(5...12), reach: 0.4...1, &generator)]
            }
            features = generator.chance(0.5) ? [polygons] : polygons.map { [$0] }
        case .bowTie:
            isTakenAsItIs = false
            let ring = place.ring(corners: 4, reach: 0.7...1, &generator)
            features = [[[[ring[0], ring[2], ring[1], ring[3], ring[0]]]]]
        case .sliver:
            let end = Point(x: center.x + radius.x, y: center.y + generator.real(-1...1) * radius.y)
            features = [[[[center, end, Point(x: end.x, y: end.y + generator.real(0.01...0.8)), center]]]]
        case .rectangle:
            isSnapped = true
            features = [[[Self.rectangle(on: size, &generator)]]]
        case .everything:
            isSnapped = true
            let margin = generator.one(of: [0, 0.5, 3])
            features = [[[Self.rectangle(-margin, -margin, width + margin, height + margin)]]]
        }
    }

    /// A rectangle along edges and center lines of pixels.
    private static func rectangle(on size: Size, _ generator: inout SeededGenerator) -> [Point] {
        func side(_ length: Int) -> (Double, Double) {
            let start = generator.whole(-2...(2 * length - 1))
            return (Double(start) / 2, Double(start + generator.whole(1...max(1, 2 * length))) / 2)
        }
        let x = side(size.width)
        let y = side(size.height)
        return rectangle(x.0, y.0, x.1, y.1)
    }

    private static func rectangle(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> [Point] {
        [
            Point(x: left, y: top), Point(x: right, y: top), Point(x: right, y: bottom), Point(x: left, y: bottom),
            Point(x: left, y: top),
        ]
    }
}

/// The place that a ring takes up.
private struct Oval {
    let center: Point
    let radius: Point

    /// A ring whose corners lie around the center, at shares of the radius.
    func ring(corners: Int, reach: ClosedRange<Double>, _ generator: inout SeededGenerator) -> [Point] {
        let start = generator.real(0...2 * .pi)
        var ring = (0..<corners).map { corner in
            let angle = start + 2 * .pi * (Double(corner) + generator.real(0...0.4)) / Double(corners)
            let share = generator.real(reach)
            return Point(x: center.x + share * radius.x * cos(angle), y: center.y + share * radius.y * sin(angle))
        }
        ring.append(ring[0])
        return generator.chance(0.5) ? ring : ring.reversed()
    }

    /// One of four places within this one that do not overlap.
    func quarter(_ number: Int) -> Oval {
        Oval(
            center: Point(
                x: center.x + radius.x * (number % 2 == 0 ? -0.5 : 0.5),
                y: center.y + radius.y * (number / 2 == 0 ? -0.5 : 0.5)),
            radius: Point(x: radius.x / 2, y: radius.y / 2))
    }

    /// A place of this size that overlaps this one.
    func near(_ generator: inout SeededGenerator) -> Oval {
        Oval(
            center: Point(
                x: center.x + radius.x * generator.real(-0.5...0.5), y: center.y + radius.y * generator.real(-0.5...0.5)
            ),
            radius: radius)
    }
}
