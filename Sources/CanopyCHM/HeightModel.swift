internal import CanopyCOG
internal import GDAL
internal import Raster

/// A file of heights: its first band, in the units that scale and offset make of its samples.
struct HeightModel: ~Copyable {
    let profile: RasterProfile
    let transform: GeoTransform
    private let dataset: Dataset
    /// The nodata value as samples of the file's type hold it.
    private let nodata: Double?

    /// Values that software writes for 'nothing' and sometimes forgets to declare. None is a height on Earth, whatever
    /// the unit.
    private static let sentinels: Set<Double> = [-9999, -32767, -32768, -99999]

    init(_ path: String, memory: Int, warnings: Warnings) throws(CHMError) {
        let dataset = try raster(try openRaster(path, memory: memory, warnings: warnings))
        var profile = try gdal(try dataset.profile())
        settleValidity(of: &profile, dataset)
        try Self.check(profile, path, warnings)
        guard let transform = profile.georeference.transform, transform.inverse != nil else {
            throw .mismatch("'\(path)' does not say where its pixels lie; give it a geotransform")
        }
        self.transform = transform
        self.profile = profile
        nodata =
            if case .nodata(let value) = profile.validity {
                profile.type == .float32 ? Double(Float(value.double)) : value.double
            } else { nil }
        self.dataset = dataset
    }

    /// Pictures are refused: their colours would pass for heights.
    private static func check(_ profile: RasterProfile, _ path: String, _ warnings: Warnings) throws(CHMError) {
        let colors: Set<ColorInterpretation> = [.red, .green, .blue, .palette]
        guard !profile.bands.contains(where: { colors.contains($0.interpretation) }) else {
            throw .mismatch("'\(path)' is a picture, not a height model; name a DSM and a DTM")
        }
        let count = profile.bands.count - (profile.alphaBand == nil ? 0 : 1)
        if count > 1 { warnings.add("'\(path)' has \(count) bands; the first is taken for heights") }
    }

    var path: String { dataset.path }

    /// The heights of a window; NaN where the file has none.
    func patch(_ window: Window) throws(GDALError) -> HeightPatch {
        let samples = PixelBuffer(type: .float64, size: window.size, bands: 1)
        try dataset.read(window, bands: [0], into: samples)
        var patch = HeightPatch(window: window, heights: Array(samples.samples(as: Double.self)))
        try hideInvalid(&patch)
        scale(&patch)
        return patch
    }

    private func hideInvalid(_ patch: inout HeightPatch) throws(GDALError) {
        var hidden = 0
        for index in patch.heights.indices {
            let height = patch.heights[index]
            if height == nodata || abs(height) >= 1e30 {
                patch.heights[index] = .nan
            } else if Self.sentinels.contains(height) {
                patch.heights[index] = .nan
                hidden += 1
            }
        }
        if hidden > 0 {
            dataset.warnings.add("'\(path)' has undeclared nodata values such as -9999; they are taken as no height")
        }
        switch profile.validity {
        case .all, .nodata:
            break
        case .mask:
            let mask = PixelBuffer(type: .uint8, size: patch.window.size, bands: 1)
            try dataset.readMask(patch.window, into: mask)
            for index in patch.heights.indices where mask.bytes[index] == 0 { patch.heights[index] = .nan }
        case .alpha(let band):
            // Not by way of GDAL's mask, which knows alpha of 8 and 16 bits only.
            let alpha = PixelBuffer(type: .float64, size: patch.window.size, bands: 1)
            try dataset.read(patch.window, bands: [band], into: alpha)
            let opacity = alpha.samples(as: Double.self)
            for index in patch.heights.indices where !(opacity[index] > 0) { patch.heights[index] = .nan }
        }
    }

    private func scale(_ patch: inout HeightPatch) {
        let scale = profile.bands[0].scale ?? 1
        let offset = profile.bands[0].offset ?? 0
        guard scale != 1 || offset != 0 else { return }
        for index in patch.heights.indices { patch.heights[index] = patch.heights[index] * scale + offset }
    }
}
