import Raster
import Testing

@testable import ExampleMission

struct SurfaceTests {
    private let forest = Forest(width: 30, height: 25, clearing: 0.1, seed: 4)
    private let lattice = Lattice(size: Size(width: 150, height: 125), spacing: 0.2)

    @Test(arguments: [1, 7, 64])
    func `a forest made in strips is the forest made at once`(rowsAtOnce: Int) {
        let whole = Surface(of: forest, on: lattice, rows: 0..<125)
        var elevations: [Float] = []
        for first in stride(from: 0, to: 125, by: rowsAtOnce) {
            let rows = first..<min(first + rowsAtOnce, 125)
            elevations += Surface(of: forest, on: lattice, rows: rows).elevations
        }
        #expect(elevations == whole.elevations)
    }

    @Test func `nothing stands below the ground`() {
        let ground = Surface(of: forest.bare, on: lattice, rows: 0..<125).elevations
        let surface = Surface(of: forest, on: lattice, rows: 0..<125).elevations
        // Litter may lie a few centimeters lower than the smooth terrain.
        #expect(zip(surface, ground).allSatisfy { $0 > $1 - 0.1 })
    }

    @Test func `a wall throws its shadow to the south-east, as far as the sun is low`() {
        // One pixel of a meter is 10 m high.
        var row = [Float](repeating: 0, count: 20)
        row[2] = 10
        var light = Light(width: 20, spacing: 1)
        #expect(light.advance(over: row[...]).allSatisfy { $0 == 0 })
        var dark: [Int] = []
        for number in 1..<12 {
            let shadows = light.advance(over: [Float](repeating: 0, count: 20)[...])
            for (column, shadow) in shadows.enumerated() where shadow > 0.5 {
                #expect(column == 2 + number)
                dark.append(number)
            }
        }
        // 10 m over the tangent of the sun's height, along the diagonal.
        #expect(dark == [1, 2, 3])
    }
}
