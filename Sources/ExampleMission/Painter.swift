internal import Dispatch
internal import Raster

/// The colors of a forest under the sun.
struct Painter: Sendable {
    let forest: Forest
    let season: Season
    let lattice: Lattice
    let flown: FlownArea

    /// Paints rows as red, green, blue and opacity, 8 bits each. Rows come from north to south, as the light does.
    ///
    /// Pixels that are not covered keep their zeros: black and transparent.
    func paint(_ rows: Range<Int>, under light: inout Light, into buffer: borrowing PixelBuffer) {
        // Slopes need the rows beside.
        let surface = Surface(of: forest, on: lattice, rows: rows.lowerBound - 1..<rows.upperBound + 1)
        let shadows = rows.map { light.advance(over: surface.elevations[surface.pixels(ofRow: $0)]) }
        // Each call of the closure has a row of its own.
        nonisolated(unsafe) let pixels = buffer.bytes.bindMemory(to: SIMD4<UInt8>.self)
        let width = lattice.size.width
        DispatchQueue.concurrentPerform(iterations: rows.count) { index in
            paint(
                rows.lowerBound + index, surface, shadows: shadows[index],
                into: UnsafeMutableBufferPointer(rebasing: pixels[index * width..<(index + 1) * width]))
        }
    }

    private func paint(
        _ row: Int, _ surface: Surface, shadows: [Float], into pixels: UnsafeMutableBufferPointer<SIMD4<UInt8>>
    ) {
        let southing = lattice.southing(row)
        let line = forest.landscape.line(at: southing)
        let north = surface.elevations[surface.pixels(ofRow: row - 1)]
        let here = surface.elevations[surface.pixels(ofRow: row)]
        let south = surface.elevations[surface.pixels(ofRow: row + 1)]
        let start = (north.startIndex, here.startIndex, south.startIndex)
        let last = lattice.size.width - 1
        let perMeter = 1 / Float(2 * lattice.spacing)
        for column in pixels.indices {
            let easting = lattice.easting(column)
            guard flown.contains(easting, southing) else { continue }
            let east = here[start.1 + min(column + 1, last)] - here[start.1 + max(column - 1, 0)]
            let down = south[start.2 + column] - north[start.0 + column]
            // Crowns end in cliffs, whose slope would be all black or white.
            let incidence = Light.incidence(
                eastward: min(max(east * perMeter, -2.5), 2.5), southward: min(max(down * perMeter, -2.5), 2.5))
            let sunlight = incidence * (1 - shadows[column])
            // Shadows are lit by the blue sky.
            let light = SeasonColor(1.06, 1.02, 0.94) * sunlight + SeasonColor(0.33, 0.36, 0.41)

            let owner = Int(surface.owners[start.1 + column])
            let color =
                owner < 0
                ? ground(line, easting, southing)
                : leaves(surface.bodies[owner], surface.outwards[start.1 + column], easting, southing)
            pixels[column] = Self.bytes(color * light)
        }
    }

    private func leaves(_ body: Body, _ outwards: Float, _ x: Float, _ y: Float) -> SeasonColor {
        let tint = share(body.bits, 8)
        var color = season.foliage(of: body.kind, tint: tint)
        let texture = forest.texture(x * 5.5, y * 5.5)
        switch body.kind {
        case .boulder, .log:
            color *= 1 + 0.16 * texture + 0.2 * forest.texture(x * 1.7, y * 1.7)
        case .snag:
            color *= 1 + 0.1 * texture
        default:
            // Less light reaches what lies deep in a crown.
            color *= (1.12 - 0.42 * outwards * outwards) * (1 + 0.32 * texture)
            if season == .autumn, body.kind == .oak {
                color *= 1 + 0.2 * forest.texture(x * 1.9, y * 1.9)
            }
        }
        return color
    }

    private func ground(_ line: LandscapeLine, _ x: Float, _ y: Float) -> SeasonColor {
        let openness = forest.landscape.openness(x, y)
        let toTrack = line.toTrack(x)
        let toStream = line.toStream(x)
        let chunks = forest.texture(x / 6, y / 6)
        let mottle = forest.texture(x / 0.9 + 90, y / 0.9)
        let grain = forest.texture(x * 6, y * 6 + 90)

        var color = blend(season.litter, season.soil, step(-0.1, 0.7, chunks + 0.3 * mottle))
        let meadow = step(0.3, 0.6, openness + 0.3 * chunks + 0.2 * mottle)
        let turf = blend(season.grass, season.herbs, step(-0.3, 0.5, chunks + 0.3 * mottle))
        color = blend(color, turf, meadow)
        // Bits of wood and tufts of herbs under the trees.
        color = blend(color, season.herbs, 0.5 * step(0.3, 0.7, mottle) * (1 - meadow))

        // Wheels keep the track bare, between them grass comes up.
        let middle = 1 - step(0.15, 0.5, toTrack + 0.15 * mottle)
        let track = blend(season.track, season.grass, 0.5 * middle)
        color = blend(track, color, step(1.35, 1.75, toTrack + 0.2 * mottle))

        color = blend(season.gravel, color, step(1.5, 2.6, toStream + 0.5 * mottle))
        let ripples = 1 + 0.35 * step(0.2, 0.8, forest.texture(x * 1.3, y * 0.6))
        color = blend(season.water * ripples, color, step(0.75, 1.05, toStream + 0.25 * mottle))
        return color * (1 + 0.16 * grain + 0.1 * mottle)
    }

    /// A camera's response: highlights are compressed, dark tones kept apart.
    private static func bytes(_ light: SeasonColor) -> SIMD4<UInt8> {
        let exposed = light / (light * 0.55 + 0.52)
        let scaled = (exposed * 255).clamped(
            lowerBound: SeasonColor(repeating: 0), upperBound: SeasonColor(repeating: 255))
        return SIMD4(UInt8(scaled.x), UInt8(scaled.y), UInt8(scaled.z), 255)
    }
}
