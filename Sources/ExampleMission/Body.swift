/// Something that rises from the ground: a tree, a shrub, a boulder.
struct Body: Sendable {
    /// What it is; this decides shape and color.
    enum Kind: Sendable {
        case fir, pine, oak, snag, log, shrub, boulder
    }

    var kind: Kind
    /// Place of its middle.
    var x: Float
    var y: Float
    /// Elevation of the ground there.
    var base: Float
    var radius: Float
    var height: Float
    /// What makes it differ from others of its kind.
    var bits: UInt32

    /// No part of it is farther from its middle.
    var reach: Float { radius * 1.45 }

    /// Its surface at an offset from its middle; `nil` beside it.
    ///
    /// - Returns: Meters above the base, and how far out the place is: 0 in the middle, 1 at the edge.
    @inline(__always)
    func surface(_ dx: Float, _ dy: Float, _ noise: Noise) -> (height: Float, outwards: Float)? {
        let square = dx * dx + dy * dy
        guard square < reach * reach else { return nil }
        let distance = square.squareRoot()
        let inverse = distance > 0.001 ? 1 / distance : 0
        // Noise along the direction, rather than the angle, gives lobes without a seam and without a sine.
        let east = dx * inverse
        let south = dy * inverse
        let own = share(bits) * 600
        let fine = noise(east * lobes.frequency + own, south * lobes.frequency)
        let outline = 1 + lobes.broad * noise(east * 1.3 + own, south * 1.3) + lobes.fine * fine
        let outwards = distance / (radius * outline)
        guard outwards < 1 else { return nil }

        let inwards = 1 - outwards * outwards
        let round = inwards.squareRoot()
        let leaves = noise(dx * 2.1 + own, dy * 2.1)
        switch kind {
        case .fir:
            // Branches reach out to the tips of the outline, broken up by their twigs.
            let twigs = noise(dx * 1.5 + own, dy * 1.5)
            let cone = 1 - outwards * (0.8 - 0.18 * outwards)
            return (height * cone + 0.45 * fine * outwards + 0.5 * twigs + 0.5 * leaves, outwards)
        case .pine:
            let tufts = noise(dx * 1.1 + own, dy * 1.1)
            return (height * (0.56 + 0.44 * round) + 0.9 * tufts + 0.45 * leaves, outwards)
        case .oak:
            let boughs = noise(dx * 0.8 + own, dy * 0.8)
            return (height * (0.5 + 0.5 * round) + 0.9 * boughs + 0.3 * leaves, outwards)
        case .snag:
            // Bare branches: only some directions have any.
            let branch = noise(east * 4 + own, south * 4)
            guard outwards < 0.14 || branch > 0.22 + 0.5 * outwards else { return nil }
            return (height * (1 - 0.55 * outwards), outwards)
        case .shrub:
            return (height * (0.25 + 0.75 * round) + 0.12 * leaves, outwards)
        case .boulder:
            let facets = noise(dx * 1.4 + own, dy * 1.4)
            return (height * round * (1 + 0.35 * facets), outwards)
        case .log:
            return log(dx, dy, bark: leaves)
        }
    }

    /// A trunk on the ground, in the direction that its bits say.
    private func log(_ dx: Float, _ dy: Float, bark: Float) -> (height: Float, outwards: Float)? {
        let east = share(bits, 8) - 0.5
        let south = share(bits, 16) - 0.5
        let length = (east * east + south * south).squareRoot()
        let along = (dx * east + dy * south) / length
        let across = (dx * south - dy * east) / length / (height * (0.8 + 0.2 * bark))
        guard abs(along) < radius, abs(across) < 1 else { return nil }
        return (height * (1 - across * across).squareRoot(), abs(across))
    }

    /// How ragged the outline is: in the large, in the small, and how many small lobes there are.
    private var lobes: (broad: Float, fine: Float, frequency: Float) {
        switch kind {
        case .fir: (0.1, 0.22, 6.5)
        case .pine: (0.18, 0.16, 4.5)
        case .oak: (0.26, 0.1, 4)
        case .snag: (0.1, 0.1, 4)
        case .shrub: (0.25, 0.15, 4)
        case .boulder: (0.22, 0, 1)
        case .log: (0, 0, 1)
        }
    }
}
