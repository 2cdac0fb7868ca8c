internal import CanopyMatch

/// Which surface and terrain models make which canopy height model.
enum CanopyPairs {
    /// The types of two models.
    typealias Pair = (dsm: String, dtm: String)

    /// The contract's six steps: the surface that shows most of the canopy first.
    private static let contract = ["dsm-mesh", "dsm-ptcloud", "dsm"].flatMap { surface in
        ["dtm-ptcloud", "dtm"].map { (dsm: surface, dtm: $0) }
    }

    /// The pairs to try for a canopy height model of type `made`, the best first, as far as the mission has them.
    ///
    /// `chm` is what the contract names; `chm-<surface>` is made of that surface alone.
    static func candidates(for made: String, in mission: Match.Mission) -> [Pair] {
        let rasters = Set(mission.products.filter(\.isRaster).map(\.type))
        return candidates(for: made).filter { rasters.contains($0.dsm) && rasters.contains($0.dtm) }
    }

    private static func candidates(for made: String) -> [Pair] {
        guard let dash = made.firstIndex(of: "-") else { return contract }
        return [(dsm: "dsm" + made[dash...], dtm: "dtm-ptcloud")]
    }
}
