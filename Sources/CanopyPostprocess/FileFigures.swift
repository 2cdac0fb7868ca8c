internal import CanopyCOG
internal import Diagnostics
internal import Foundation
internal import GDAL
internal import Raster
internal import RasterIO

/// What the file of a raster that was made says of itself: what catalogs and pages tell of it without opening it.
struct FileFigures: Codable, Hashable, Sendable {
    /// What its coordinates refer to; `nil` where it does not say.
    var crs: RasterDescription.CRS?
    /// The length of the unit of its heights, where its system says what they refer to.
    var metersPerHeight: Double?
    /// From pixels to coordinates; `nil` where the file does not say.
    var transform: GeoTransform?
    /// What marks pixels that are not valid.
    var validity: RasterDescription.ValidityMark
    /// Meters of a pixel's side on the ground; `nil` where they are not known.
    var groundResolution: Double?
    /// Whether the file is a valid Cloud Optimized GeoTIFF.
    var isCOG: Bool
    /// The bytes before the first block, which a reader fetches to know where everything is.
    var headerBytes: Int

    /// The figures of a file; `nil` where it cannot be read. No pixel is read for them.
    init?(ofFileAt path: String) {
        let input = RasterInput(path)
        guard let dataset = try? openRaster(input, warnings: Warnings()),
            let description = try? RasterDescription(input, dataset), let report = try? COGValidation().run(input)
        else { return nil }
        crs = description.crs
        transform = description.transform
        validity = description.validity
        isCOG = report.valid
        headerBytes = Int(clamping: report.headerBytes)
        guard let wkt = description.crs?.wkt, let system = try? SpatialReference(wkt: wkt) else { return }
        metersPerHeight = system.vertical?.metersPerUnit
        groundResolution = Self.groundResolution(description, system)
    }

    /// The side of a square that is as large as a pixel, or as one in the middle of the raster where they are degrees.
    private static func groundResolution(
        _ raster: RasterDescription, _ system: borrowing SpatialReference
    ) -> Double? {
        guard let transform = raster.transform else { return nil }
        let side = abs(transform.pixelWidth * transform.pixelHeight - transform.rowRotation * transform.columnRotation)
            .squareRoot()
        let meters: Double
        if let turn = system.turn {
            guard let bounds = raster.bounds else { return nil }
            let latitude = (bounds.minY + bounds.maxY) / 2 / turn * 2 * Double.pi
            meters = side * 2 * Double.pi * earthRadius / turn * max(0, cos(latitude)).squareRoot()
        } else {
            meters = side * (system.metersPerUnit ?? .nan)
        }
        return meters.isFinite && meters > 0 ? meters : nil
    }

    /// The mean radius of the Earth in meters.
    private static let earthRadius = 6_371_008.8
}
