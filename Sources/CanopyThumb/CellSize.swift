internal import Foundation
internal import GDAL
internal import Raster

/// Width and height of a picture's pixels on the ground, in meters, or whatever the raster's unit of length is.
struct CellSize: Equatable {
    var width: Float = 1
    var height: Float = 1
}

extension CellSize {
    /// Pixels of a picture of the given size that shows all of the raster.
    init(of profile: RasterProfile, in size: Size) {
        self.init()
        guard let transform = profile.georeference.transform else { return }
        var across = hypot(transform.pixelWidth, transform.columnRotation)
        var down = hypot(transform.rowRotation, transform.pixelHeight)
        if let crs = profile.georeference.crs, isGeographic(crs) {
            let center = transform.apply(
                Point(x: Double(profile.size.width) / 2, y: Double(profile.size.height) / 2))
            // A degree of the equator of WGS 84: 6,378,137 m * pi / 180.
            let metersPerDegree = 111_320.0
            across *= metersPerDegree * max(cos(center.y * .pi / 180), 0.01)
            down *= metersPerDegree
        }
        across *= Double(profile.size.width) / Double(size.width)
        down *= Double(profile.size.height) / Double(size.height)
        // What is none in single precision is none on Earth.
        guard Float(across).isNormal, Float(down).isNormal else { return }
        width = Float(across)
        height = Float(down)
    }
}

private func isGeographic(_ crs: String) -> Bool {
    do throws(GDALError) {
        return try SpatialReference(wkt: crs).isGeographic
    } catch {
        return false
    }
}
