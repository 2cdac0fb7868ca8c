internal import CanopyCOG
internal import GDAL
internal import Raster

/// Surface less terrain, row by row.
struct HeightDifference: RasterSource, ~Copyable {
    let profile: RasterProfile
    private let surface: HeightModel
    private let ground: GroundSampler
    private let nodata: Float
    private let limits: ClosedRange<Double>

    init(
        _ surface: consuming HeightModel, less ground: consuming GroundSampler, horizontalCRS: String?,
        limits: ClosedRange<Double>
    ) {
        let value = Self.nodata(of: surface.profile)
        nodata = Float(value.double)
        var band = BandProfile(interpretation: .gray)
        band.name = "canopy height"
        band.unit = surface.profile.bands[0].unit
        // The reference of the surface's heights does not hold for heights above ground.
        profile = RasterProfile(
            size: surface.profile.size, type: .float32, bands: [band], validity: .nodata(value),
            georeference: Georeference(transform: surface.transform, crs: horizontalCRS),
            metadata: surface.profile.metadata.filter { $0.key.isEmpty }
                .mapValues { $0.filter { $0.key == "AREA_OR_POINT" } })
        self.limits = limits
        self.surface = surface
        self.ground = ground
    }

    var scratchBytesPerPixel: Int { 16 + ground.bytesPerPixel }

    mutating func read(into strip: Strip) throws(GDALError) {
        let window = Window(x: 0, y: strip.rows.lowerBound, width: strip.width, height: strip.rows.count)
        let tops = try surface.patch(window).heights
        let bottoms = try ground.heights(under: window)
        let target = strip.pixels.samples(as: Float.self)
        for index in target.indices {
            let height = tops[index] - bottoms[index]
            target[index] = height.isNaN ? nodata : Float(min(max(height, limits.lowerBound), limits.upperBound))
        }
    }

    /// SPEC's rule: the surface's nodata value if it cannot be taken for a height, else -9999.
    private static func nodata(of surface: RasterProfile) -> NoData {
        guard case .nodata(let value) = surface.validity, value.fits(.float32),
            value.double.isNaN || abs(value.double) >= 9999
        else { return .real(-9999) }
        return .real(value.double)
    }
}
