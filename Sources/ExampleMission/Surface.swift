internal import Dispatch
internal import Raster

/// Where the pixels of a raster lie in a landscape.
struct Lattice: Sendable {
    /// Columns and rows.
    var size: Size
    /// Meters from pixel to pixel.
    var spacing: Double
    /// Meters by which the raster begins south-east of the landscape's corner.
    var offset = 0.0

    func easting(_ column: Int) -> Float { Float(offset + (Double(column) + 0.5) * spacing) }
    func southing(_ row: Int) -> Float { Float(offset + (Double(row) + 0.5) * spacing) }

    /// The columns whose pixels may lie between two eastings.
    func columns(from west: Float, to east: Float) -> Range<Int> {
        let first = min(max(Int((Double(west) - offset) / spacing), 0), size.width)
        let last = min(Int((Double(east) - offset) / spacing) + 1, size.width)
        return first..<max(first, last)
    }
}

/// What a camera sees of some rows of a forest.
struct Surface {
    /// The rows of the lattice, which may reach beyond its edges.
    let rows: Range<Int>
    /// The bodies that `owners` points at.
    let bodies: [Body]
    /// Elevation of the highest thing at each pixel.
    private(set) var elevations: [Float]
    /// The body seen at each pixel; -1 for bare ground.
    private(set) var owners: [Int32]
    /// How far out on its body each pixel is, from 0 to 1.
    private(set) var outwards: [Float]

    /// Looks at the rows, several at a time.
    init(of forest: Forest, on lattice: Lattice, rows: Range<Int>) {
        let width = lattice.size.width
        let bodies =
            forest.stand?.bodies(
                fromSouthing: lattice.southing(rows.lowerBound - 1), to: lattice.southing(rows.upperBound)) ?? []
        self.rows = rows
        self.bodies = bodies
        elevations = [Float](repeating: 0, count: width * rows.count)
        owners = [Int32](repeating: -1, count: width * rows.count)
        outwards = [Float](repeating: 0, count: width * rows.count)

        elevations.withUnsafeMutableBufferPointer { elevations in
            owners.withUnsafeMutableBufferPointer { owners in
                outwards.withUnsafeMutableBufferPointer { outwards in
                    // Each call of the closure has a row of its own.
                    nonisolated(unsafe) let (elevations, owners, outwards) = (elevations, owners, outwards)
                    DispatchQueue.concurrentPerform(iterations: rows.count) { index in
                        let pixels = index * width..<(index + 1) * width
                        Self.look(
                            at: forest, lattice, southing: lattice.southing(rows.lowerBound + index), bodies,
                            .init(rebasing: elevations[pixels]), .init(rebasing: owners[pixels]),
                            .init(rebasing: outwards[pixels]))
                    }
                }
            }
        }
    }

    /// The pixels of a row in the lists.
    func pixels(ofRow row: Int) -> Range<Int> {
        let width = elevations.count / rows.count
        let first = (row - rows.lowerBound) * width
        return first..<first + width
    }

    private static func look(
        at forest: Forest, _ lattice: Lattice, southing: Float, _ bodies: [Body],
        _ elevations: UnsafeMutableBufferPointer<Float>, _ owners: UnsafeMutableBufferPointer<Int32>,
        _ outwards: UnsafeMutableBufferPointer<Float>
    ) {
        let line = forest.landscape.line(at: southing)
        for column in elevations.indices {
            let easting = lattice.easting(column)
            elevations[column] = line.elevation(easting)
            // Litter and grass, which no terrain model has.
            if forest.stand != nil { elevations[column] += 0.05 * forest.texture(easting * 2.7, southing * 2.7) }
        }
        for (number, body) in bodies.enumerated() {
            let dy = southing - body.y
            guard abs(dy) < body.reach else { continue }
            let chord = (body.reach * body.reach - dy * dy).squareRoot()
            for column in lattice.columns(from: body.x - chord, to: body.x + chord) {
                guard let top = body.surface(lattice.easting(column) - body.x, dy, forest.texture) else { continue }
                let elevation = body.base + top.height
                guard elevation > elevations[column] else { continue }
                elevations[column] = elevation
                owners[column] = Int32(number)
                outwards[column] = top.outwards
            }
        }
    }
}
