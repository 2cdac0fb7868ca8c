/// A landscape and what stands on it.
struct Forest: Sendable {
    let landscape: Landscape
    /// Trees, shrubs and boulders; `nil` for the bare ground.
    private(set) var stand: Stand?
    /// What makes bark, leaves and soil look rough.
    let texture: Noise

    init(width: Float, height: Float, clearing: Float, seed: UInt32) {
        let noise = Noise(seed: seed)
        landscape = Landscape(width: width, height: height, clearing: clearing, noise: noise.derived(1))
        stand = Stand(on: landscape, noise: noise.derived(2))
        texture = noise.derived(3)
    }

    /// The same ground with nothing on it.
    var bare: Forest {
        var bare = self
        bare.stand = nil
        return bare
    }
}
