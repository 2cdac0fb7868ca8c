internal import GDAL

/// A camera as the table of camera locations has it. Heights are in meters.
struct LocatedCamera {
    let camera: Camera
    /// Longitude, latitude and height in EPSG:4326; `nil` where it is not aligned.
    var place: Vector?
    /// How high the ground below it is; `nil` where the terrain model does not say.
    var ground: Double?
    /// How high it is above that.
    var aboveGround: Double?

    init(_ camera: Camera) { self.camera = camera }

    /// The columns, under names that others read.
    static let columns: [PointTable.Column] = [
        PointTable.Column("label", .text),
        PointTable.Column("image_id", .text),
        PointTable.Column("photogrammetry_altitude_agl", .real),
        PointTable.Column("photogrammetry_ground_elevation", .real),
        PointTable.Column("photogrammetry_valid_dtm", .boolean),
        PointTable.Column("photogrammetry_camera_aligned", .boolean),
    ]

    /// Its row.
    var row: PointTable.Row {
        PointTable.Row(
            point: place.map { PointTable.Point(x: $0.x, y: $0.y, z: $0.z) },
            values: [
                .text(camera.label), .text(String(camera.imageID)), aboveGround.map { .real($0) },
                ground.map { .real($0) }, .boolean(ground != nil), .boolean(place != nil),
            ])
    }
}
