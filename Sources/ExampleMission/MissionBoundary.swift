internal import GDAL
internal import Raster

/// The outline of a mission as its planners drew it, in degrees: inside the data, about two thirds of it.
struct MissionBoundary {
    /// Corners as shares of the landscape's width and height, from its north-west corner.
    private static let corners: [(Double, Double)] = [
        (0.16, 0.11), (0.47, 0.07), (0.81, 0.13), (0.93, 0.36), (0.90, 0.71), (0.73, 0.91), (0.41, 0.93),
        (0.14, 0.85), (0.07, 0.47),
    ]

    /// The coordinate reference system of the rasters, as a user names it.
    let crs: String
    /// Coordinates of the landscape's north-west corner.
    let corner: Point
    let landscape: Landscape

    func write(to path: String, missionName: String, overwrite: Bool) throws(ExampleError) {
        try withOutput(path, overwrite: overwrite) { temporary throws(ExampleError) in
            try withGDAL { () throws(GDALError) in
                let points = try degrees().map { "\($0.x) \($0.y)" }
                let ring = (points + points.prefix(1)).joined(separator: ", ")
                let feature = VectorFeature(
                    wkt: "POLYGON ((\(ring)))", attributes: ["mission_id": .text(missionName)])
                try VectorFile.create(
                    temporary, layers: [VectorLayer(name: "mission", crs: "EPSG:4326", features: [feature])])
            }
        }
    }

    private func degrees() throws(GDALError) -> [Point] {
        var points = Self.corners.map { corner in
            Point(
                x: self.corner.x + corner.0 * Double(landscape.width),
                y: self.corner.y - corner.1 * Double(landscape.height))
        }
        let source = try SpatialReference(named: crs)
        let target = try SpatialReference(named: "EPSG:4326")
        try Transformation(from: source, to: target).apply(to: &points)
        return points
    }
}
