/// The sun in the north-west, as in every relief map, and the shadows it throws.
///
/// It shines exactly along the diagonal of the pixels, so the edge of a shadow falls from each pixel to the next one
/// down the diagonal: one row is all that has to be remembered, however long shadows are.
struct Light {
    /// The sun's height: its sine, cosine and tangent.
    private static let sine: Float = 0.88
    private static let cosine: Float = 0.475
    private static let tangent = sine / cosine
    private static let diagonal: Float = 0.70710678

    private let fall: Float
    /// Elevation below which the pixels of the last row are in shadow.
    private var edge: [Float]

    init(width: Int, spacing: Double) {
        fall = Float(spacing) / Self.diagonal * Self.tangent
        edge = [Float](repeating: -.infinity, count: width)
    }

    /// Goes on to the next row to the south.
    ///
    /// - Returns: For each pixel how far it is in shadow, from 0 to 1.
    mutating func advance(over elevations: ArraySlice<Float>) -> [Float] {
        var shadows = [Float](repeating: 0, count: elevations.count)
        var before: Float = -.infinity
        for (column, elevation) in elevations.enumerated() {
            let here = before
            before = edge[column]
            shadows[column] = step(0.05, 0.9, here - elevation)
            edge[column] = max(here, elevation) - fall
        }
        return shadows
    }

    /// How squarely the sun meets a slope, from 0 to 1; meters of rise per meter east and south.
    static func incidence(eastward: Float, southward: Float) -> Float {
        let toSun = (eastward + southward) * diagonal * cosine + sine
        return max(toSun, 0) / (eastward * eastward + southward * southward + 1).squareRoot()
    }
}
