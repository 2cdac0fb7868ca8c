/// Which surface and terrain models make which canopy height model.
enum CanopyPairs {
    /// The contract's six steps: the surface that shows most of the canopy first.
    private static let contract = ["dsm-mesh", "dsm-ptcloud", "dsm"].flatMap { surface in
        ["dtm-ptcloud", "dtm"].map { (dsm: surface, dtm: $0) }
    }

    /// The pairs of types to try for a canopy height model of type `made`, the best first.
    ///
    /// `chm` is what the contract names; `chm-<surface>` is made of that surface alone.
    static func candidates(for made: String) -> [(dsm: String, dtm: String)] {
        guard let dash = made.firstIndex(of: "-") else { return contract }
        return [(dsm: "dsm" + made[dash...], dtm: "dtm-ptcloud")]
    }
}
