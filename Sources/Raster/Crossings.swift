extension PolygonRings {
    /// Whether the sides cross each other more than `limit` times, ends that meet not counted.
    ///
    /// - Parameters:
    ///   - comparisons: How many pairs of sides are compared at most; where that does not suffice to tell, the answer
    ///     is yes.
    ///   - goOn: Asked now and then; where it says no, the answer is no.
    public func crossesItself(moreThan limit: Int, comparisons: Int, goOn: () -> Bool) -> Bool {
        var sides: [Side] = []
        for ring in rings {
            guard var start = ring.last else { continue }
            for end in ring {
                if end != start { sides.append(Side(start, end)) }
                start = end
            }
        }
        sides.sort { $0.left < $1.left }
        var crossings = 0
        var compared = 0
        // The sides that a vertical line meets, as it moves from left to right.
        var met: [Side] = []
        for (number, side) in sides.enumerated() {
            if number.isMultiple(of: 256), !goOn() { return false }
            met.removeAll { $0.right < side.left }
            for other in met where side.crosses(other) { crossings += 1 }
            compared += met.count
            guard crossings <= limit, compared <= comparisons else { return true }
            met.append(side)
        }
        return false
    }

    private struct Side {
        let start: Point
        let end: Point
        let left: Double
        let right: Double

        init(_ start: Point, _ end: Point) {
            self.start = start
            self.end = end
            left = min(start.x, end.x)
            right = max(start.x, end.x)
        }

        func crosses(_ other: Side) -> Bool {
            isBetween(other.start, other.end) && other.isBetween(start, end)
        }

        /// Whether the line through this side passes between two points.
        private func isBetween(_ a: Point, _ b: Point) -> Bool {
            let first = turn(to: a)
            let second = turn(to: b)
            return (first > 0 && second < 0) || (first < 0 && second > 0)
        }

        private func turn(to point: Point) -> Double {
            (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
        }
    }
}
