/// Where photogrammetry found enough overlapping photographs: all but a ragged rim.
struct FlownArea: Sendable {
    let width: Float
    let height: Float
    let noise: Noise

    func contains(_ x: Float, _ y: Float) -> Bool {
        let u = 2 * x / width - 1
        let v = 2 * y / height - 1
        let outwards = u * u * u * u + v * v * v * v
        // The rim lies between these; inside and outside of it there is nothing to decide.
        if outwards < 0.6 { return true }
        if outwards > 1.1 { return false }
        let longest = max(width, height)
        let bays = noise(x / longest * 9, y / longest * 9) * 0.11
        let rags = noise(x / 2.3, y / 2.3 + 50) * 0.035 + noise(x / 0.5, y / 0.5 + 90) * 0.025
        return outwards < 0.86 + bays + rags
    }
}
