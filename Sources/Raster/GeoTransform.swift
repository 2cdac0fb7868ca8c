/// The affine map from pixels to coordinates, in GDAL's order and meaning.
///
/// `x = originX + column * pixelWidth + row * rowRotation`, `y = originY + column * columnRotation + row * pixelHeight`;
/// (0, 0) is the outer corner of the first pixel. `pixelHeight` is negative in north-up rasters.
///
/// See: [GDAL's geotransform](https://gdal.org/en/stable/tutorials/geotransforms_tut.html).
public struct GeoTransform: Hashable, Sendable, Codable {
    /// x of the first pixel's outer corner.
    public var originX: Double
    /// x per column.
    public var pixelWidth: Double
    /// x per row.
    public var rowRotation: Double
    /// y of the first pixel's outer corner.
    public var originY: Double
    /// y per column.
    public var columnRotation: Double
    /// y per row.
    public var pixelHeight: Double

    /// A transform from its six numbers.
    public init(
        originX: Double, pixelWidth: Double, rowRotation: Double = 0, originY: Double, columnRotation: Double = 0,
        pixelHeight: Double
    ) {
        self.originX = originX
        self.pixelWidth = pixelWidth
        self.rowRotation = rowRotation
        self.originY = originY
        self.columnRotation = columnRotation
        self.pixelHeight = pixelHeight
    }

    /// Coordinates of a place given in pixels.
    public func apply(_ pixel: Point) -> Point {
        Point(
            x: originX + pixel.x * pixelWidth + pixel.y * rowRotation,
            y: originY + pixel.x * columnRotation + pixel.y * pixelHeight)
    }

    /// The transform of a window of the same raster.
    public func shifted(toColumn column: Int, row: Int) -> GeoTransform {
        let origin = apply(Point(x: Double(column), y: Double(row)))
        var shifted = self
        shifted.originX = origin.x
        shifted.originY = origin.y
        return shifted
    }

    /// Whether rows run along x and columns along y.
    public var isAxisAligned: Bool { rowRotation == 0 && columnRotation == 0 }

    /// Whether the raster shows the ground mirrored, as one does whose rows run from south to north.
    public var isMirror: Bool { pixelWidth * pixelHeight - rowRotation * columnRotation > 0 }

    /// The map from coordinates back to pixels; `nil` where the transform is not finite or folds the plane onto a line.
    public var inverse: GeoTransform? {
        if isAxisAligned {
            guard pixelWidth != 0, pixelHeight != 0 else { return nil }
            let back = GeoTransform(
                originX: -originX / pixelWidth, pixelWidth: 1 / pixelWidth,
                originY: -originY / pixelHeight, pixelHeight: 1 / pixelHeight)
            return back.isFinite ? back : nil
        }
        let determinant = pixelWidth * pixelHeight - rowRotation * columnRotation
        let magnitude = max(
            max(abs(pixelWidth), abs(rowRotation)), max(abs(columnRotation), abs(pixelHeight)))
        guard abs(determinant) > 1e-10 * magnitude * magnitude else { return nil }
        let scale = 1 / determinant
        let back = GeoTransform(
            originX: (rowRotation * originY - originX * pixelHeight) * scale,
            pixelWidth: pixelHeight * scale,
            rowRotation: -rowRotation * scale,
            originY: (-pixelWidth * originY + originX * columnRotation) * scale,
            columnRotation: -columnRotation * scale,
            pixelHeight: pixelWidth * scale)
        return back.isFinite ? back : nil
    }

    private var isFinite: Bool {
        originX.isFinite && pixelWidth.isFinite && rowRotation.isFinite && originY.isFinite && columnRotation.isFinite
            && pixelHeight.isFinite
    }
}
