public import Files
public import GDAL
internal import Raster

/// Strips of whole tile rows in, a Cloud Optimized GeoTIFF out.
///
/// `crop`, `chm` and `cog` are three sources in front of this one writer. Statistics and overviews come from the strips on
/// their way; memory is bounded by the width of the raster, never by its area.
public struct COGWriter: Sendable {
    /// Overviews are made until one fits into this many pixels, whatever the tiles' size: what validators ask for.
    static let largestWithoutOverviews = 512

    /// How rasters are written.
    public let options: COGOptions

    /// A writer with these options; ``COGOptions/flaws`` must be empty.
    public init(options: COGOptions) {
        self.options = options
    }

    /// Writes the raster that `source` makes to the temporary of `output`, which the caller commits once it is content.
    ///
    /// - Parameter warnings: Where warnings about the raster go.
    /// - Returns: What the file will look like under its final name.
    public func write(
        _ source: inout some RasterSource & ~Copyable, to output: borrowing OutputFile, warnings: Warnings,
        progress: Progress
    ) throws(COGError) -> RasterReport {
        var profile = source.profile
        var options = options
        options.settle(for: &profile, warnings: warnings)
        try options.refuseWhatCannotBeWritten(profile, as: output.target)
        let plan = try StripPlan(
            for: profile, scratchBytesPerPixel: source.scratchBytesPerPixel, blockSize: options.blockSize,
            memory: options.memory)
        let layout = try GDALLayout(profile, options: options, plan: plan, beside: output.target, warnings: warnings)
        var statistics = [Statistics](repeating: Statistics(), count: profile.bands.count)

        for rows in plan.strips(ofHeight: profile.size.height) {
            guard !progress.isCancelled else { throw .cancelled }
            let strip = Strip(rows: rows, of: profile)
            try gdal(try source.read(into: strip))
            strip.gather(into: &statistics, validity: profile.validity)
            try layout.append(strip)
            progress(0.7 * Double(rows.upperBound) / Double(profile.size.height))
        }
        let predictor = try layout.finish(
            to: output.temporary, statistics: statistics, progress: progress.part(0.7...1))
        return RasterReport(
            path: output.target, bytes: Path.size(of: output.temporary) ?? 0, size: profile.size, type: profile.type,
            bands: zip(profile.bands, statistics).map { RasterReport.Band($0, $1) }, overviews: layout.overviews,
            compression: options.compression, predictor: predictor, validPixels: Self.validPixels(profile, statistics))
    }

    /// Pixels that are valid in the band where most are; an alpha band does not tell of itself.
    private static func validPixels(_ profile: RasterProfile, _ statistics: [Statistics]) -> Int {
        let alpha: Int? = if case .alpha(let band) = profile.validity { band } else { nil }
        return zip(profile.bands.indices, statistics).filter { $0.0 != alpha }.map(\.1.count).max() ?? 0
    }
}
