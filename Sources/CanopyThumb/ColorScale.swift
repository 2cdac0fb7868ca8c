internal import Foundation
internal import GDAL
public import Raster

/// What a legend tells of a picture: which value has which color.
public struct ColorScale: Hashable, Sendable, Codable {
    /// The value at the lower end.
    public var low: Float
    /// The value at the upper end.
    public var high: Float
    /// The unit of the values, as the raster has it; `nil` where nobody knows.
    public var unit: String?
    /// Colors at even distances from the lower to the upper end, as `#rrggbb`.
    public var colors: [String]

    init(_ limits: StretchRange, _ ramp: ColorRamp, unit: String?) {
        low = limits.low
        high = limits.high
        self.unit = unit
        colors = ramp.hexadecimal
    }
}

/// How a picture lies on the ground.
public struct Placement: Hashable, Sendable, Codable {
    /// The size of the picture of the raster, without a legend.
    public var size: Size
    /// The width of a pixel on the ground in meters; `nil` where it is not known.
    public var metersPerPixel: Double?
    /// Where the grid's north is, in degrees clockwise from the top; `nil` where it is not known.
    public var north: Double?

    /// A picture of that size of all of a raster.
    init(of profile: RasterProfile, in size: Size) {
        self.size = size
        guard let back = profile.georeference.transform?.inverse, let metersPerUnit = Self.metersPerUnit(profile) else {
            return
        }
        let meters = Double(CellSize(of: profile, in: size).width) * metersPerUnit
        if meters.isFinite, meters > 0 { metersPerPixel = meters }
        // One unit north is so many columns and rows.
        let degrees = atan2(back.rowRotation, -back.pixelHeight) * 180 / .pi
        if degrees.isFinite { north = (degrees * 10).rounded() / 10 + 0 }
    }

    /// The length of the unit that cells are told in; `nil` where nobody knows where they lie.
    private static func metersPerUnit(_ profile: RasterProfile) -> Double? {
        guard let crs = profile.georeference.crs, let system = try? SpatialReference(wkt: crs) else { return nil }
        // Cells of degrees are told in meters.
        return system.metersPerUnit ?? 1
    }
}
