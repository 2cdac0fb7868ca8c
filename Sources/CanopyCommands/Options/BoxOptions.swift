internal import ArgumentParser
internal import CanopyCrop

/// The sides of a rectangle as people write them: `-120.1,39.2,-120,39.3`.
struct BoxSides: Hashable, Sendable, ExpressibleByArgument {
    let sides: [Double]

    /// Takes the least x and y, then the greatest, with commas between them.
    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.split(separator: " ").joined())
        }
        sides = parts.compactMap(\.self)
        guard sides.count == 4, sides.count == parts.count, box() != nil else { return nil }
    }

    /// The rectangle in a system; `nil` where the sides make none.
    func box(in crs: String? = nil) -> BoundingBox? {
        BoundingBox(
            xMin: sides[0], yMin: sides[1], xMax: sides[2], yMax: sides[3], crs: crs ?? BoundingBox.degrees)
    }
}
