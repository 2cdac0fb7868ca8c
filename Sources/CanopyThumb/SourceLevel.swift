internal import Diagnostics
internal import GDAL
public import Raster

/// The pixels that a picture is made from: the raster's own or those of an overview.
public struct SourceLevel: Hashable, Sendable, Codable {
    /// The overview's number, from 0; `nil` for the full resolution.
    public let overview: Int?
    /// Columns and rows.
    public let size: Size

    /// The smallest level that need not be enlarged for a picture of the given size.
    init(for target: Size, of dataset: borrowing Dataset, validity: Validity) {
        var best = SourceLevel(overview: nil, size: dataset.size)
        for (number, size) in dataset.overviews.enumerated() {
            let suffices = size.width >= target.width && size.height >= target.height
            guard suffices, size.area < best.size.area else { continue }
            // Without its mask an overview would show what the mask hides.
            if validity == .mask, !dataset.hasMask(level: .overview(number)) { continue }
            best = SourceLevel(overview: number, size: size)
        }
        self = best
    }

    private init(overview: Int?, size: Size) {
        self.overview = overview
        self.size = size
    }

    var level: Level { overview.map { .overview($0) } ?? .full }

    /// Reads the level once, in strips, and reduces it on the way.
    func reduce(
        _ dataset: borrowing Dataset, profile: RasterProfile, subject: RenderMode, to target: Size, memory: Int,
        progress: Progress
    ) throws(ThumbError) -> Reduced {
        var bands = subject.bands
        if case .alpha(let alpha) = profile.validity { bands.append(alpha) }
        let plan = try StripReadingPlan(self, bands: bands.count, of: dataset, profile, picture: target, memory: memory)
        let axis = subject.isClassified ? ResampleWeights.nearest : ResampleWeights.means
        var reducer = Downsampler(
            bands: subject.bands.count, size: target, columns: axis(size.width, target.width),
            rows: axis(size.height, target.height))
        var samples = RowSamples(
            width: size.width, bands: subject.bands.count, validity: profile.validity,
            isPremultiplied: profile.hasPremultipliedAlpha)
        let height = min(plan.stripHeight, size.height)
        let strip = RasterChunk(
            window: Window(size).strip(0..<height), type: profile.type, bands: bands.count,
            hasMask: profile.validity == .mask)
        for top in stride(from: 0, to: size.height, by: height) {
            if progress.isCancelled { throw .cancelled }
            let window = Window(size).strip(top..<min(top + height, size.height))
            try mapError(
                to: ThumbError.gdal, try dataset.read(window, level: level, bands: bands, into: strip.pixels))
            if let mask = strip.mask {
                try mapError(to: ThumbError.gdal, try dataset.readMask(window, level: level, into: mask))
            }
            for row in window.rows where reducer.needs(row) {
                samples.take(row: row - top, of: strip)
                reducer.add(samples, row: row)
            }
            progress(Double(window.rows.upperBound) / Double(size.height))
        }
        return reducer.finish(opaque: samples.opaque)
    }
}
