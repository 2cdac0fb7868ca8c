/// What stands on a landscape.
///
/// The ground is divided into cells, and each cell's bits say what stands in it. So the bodies near any place are known
/// without a list of all of them, and a forest of any size costs the same per pixel.
struct Stand: Sendable {
    let landscape: Landscape
    private let noise: Noise

    init(on landscape: Landscape, noise: Noise) {
        self.landscape = landscape
        self.noise = noise
    }

    /// Bodies of like size, one for each cell at most.
    private enum Layer: UInt32, CaseIterable {
        case trees, poles, shrubs, boulders

        var cell: Float {
            switch self {
            case .trees: 5.2
            case .poles: 3.1
            case .shrubs: 1.7
            case .boulders: 6
            }
        }
    }

    /// More than any body reaches.
    private static let reach: Float = 7

    /// All bodies that may rise above the ground between two lines from west to east.
    func bodies(fromSouthing top: Float, to bottom: Float) -> [Body] {
        var bodies: [Body] = []
        for layer in Layer.allCases {
            let rows = cells(layer, from: top, to: bottom)
            let columns = cells(layer, from: 0, to: landscape.width)
            for row in rows {
                for column in columns {
                    guard let body = body(layer, column, row) else { continue }
                    if body.y + body.reach > top && body.y - body.reach < bottom { bodies.append(body) }
                }
            }
        }
        return bodies
    }

    private func cells(_ layer: Layer, from low: Float, to high: Float) -> ClosedRange<Int32> {
        Int32((low - Self.reach) / layer.cell) - 1...Int32((high + Self.reach) / layer.cell) + 1
    }

    private func body(_ layer: Layer, _ column: Int32, _ row: Int32) -> Body? {
        let place = noise.derived(layer.rawValue).bits(column, row)
        let dice = noise.derived(layer.rawValue + 100).bits(column, row)
        let site = Site(
            landscape, (Float(column) + share(place)) * layer.cell, (Float(row) + share(place, 16)) * layer.cell)
        // Two shares that do not hang together.
        let chance = share(dice)
        let vigour = share(dice, 16)
        let shape: Shape? =
            switch layer {
            case .trees: chance < site.density ? tree(at: site, vigour, lot: share(dice &* 0x9E37_79B9, 16)) : nil
            case .poles: pole(at: site, chance, vigour)
            case .shrubs: shrub(at: site, chance, vigour)
            case .boulders: boulder(at: site, chance, vigour)
            }
        return shape.map { shape in
            Body(
                kind: shape.kind, x: site.x, y: site.y, base: site.elevation, radius: shape.radius,
                height: shape.height, bits: place ^ dice)
        }
    }

    private typealias Shape = (kind: Body.Kind, radius: Float, height: Float)

    /// Firs in thickets, pines on open ground, oaks near water, a dead tree here and there.
    private func tree(at site: Site, _ vigour: Float, lot: Float) -> Shape {
        let size = blend(0.25, 1, landscape.age(site.x, site.y)) * blend(0.6, 1, vigour)
        let oaks = 0.1 + 0.4 * (1 - step(6, 22, site.toStream))
        let (kind, height, slenderness): (Body.Kind, Float, Float) =
            switch lot {
            case ..<0.035: (.snag, 8 + 16 * size, 0.08)
            case ..<oaks: (.oak, 6 + 11 * size, 0.24)
            case ..<0.5: (.pine, 10 + 26 * size, 0.1)
            default: (.fir, 9 + 25 * size, 0.085)
            }
        return (kind, 0.7 + height * slenderness * blend(0.85, 1.15, lot), height)
    }

    private func pole(at site: Site, _ chance: Float, _ vigour: Float) -> Shape? {
        let density = 0.3 * site.density + 0.05 * (1 - site.openness) * step(2, 4, site.toTrack)
        guard chance < density else { return nil }
        let height = 2.5 + 7 * vigour * vigour
        return (chance < 0.04 ? .pine : .fir, 0.5 + 0.12 * height, height)
    }

    private func shrub(at site: Site, _ chance: Float, _ vigour: Float) -> Shape? {
        let free = step(1.7, 2.6, site.toTrack) * step(1.4, 2.2, site.toStream)
        let thicket = step(0.05, 0.5, noise(site.x / 9 + 50, site.y / 9))
        guard chance < (0.1 + 0.5 * thicket) * free * (1 - 0.8 * site.openness) else { return nil }
        let radius = 0.3 + 0.75 * vigour
        return (.shrub, radius, radius * (0.7 + 0.5 * vigour))
    }

    private func boulder(at site: Site, _ chance: Float, _ vigour: Float) -> Shape? {
        if chance > 0.9, site.toTrack > 8, site.toStream > 3 { return (.log, 1.5 + 4 * vigour, 0.15 + 0.2 * vigour) }
        let outcrop = step(0.25, 0.6, noise(site.x / 26, site.y / 26 + 80))
        guard chance < 0.04 + 0.75 * outcrop, site.toTrack > 3 else { return nil }
        let radius = 0.35 + 1.9 * vigour * vigour
        return (.boulder, radius, radius * 0.75)
    }
}

/// A place where something may stand.
private struct Site {
    let x: Float
    let y: Float
    let openness: Float
    let toStream: Float
    let toTrack: Float
    private let line: LandscapeLine
    private let landscape: Landscape

    init(_ landscape: Landscape, _ x: Float, _ y: Float) {
        self.x = x
        self.y = y
        self.landscape = landscape
        line = landscape.line(at: y)
        openness = landscape.openness(x, y)
        toStream = line.toStream(x)
        toTrack = line.toTrack(x)
    }

    var elevation: Float { line.elevation(x) }

    /// How likely a tree stands here: nothing grows on track and water, little in the clearing.
    var density: Float {
        landscape.thickness(x, y) * step(1.6, 3.4, toTrack) * step(1.6, 3.6, toStream) * (1 - 0.97 * openness)
    }
}
