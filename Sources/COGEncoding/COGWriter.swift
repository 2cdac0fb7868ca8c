public import Diagnostics
public import Files
internal import Raster
public import RasterIO

/// A raster in, a Cloud Optimized GeoTIFF out.
///
/// `crop`, `chm` and `cog` are three sources in front of this one writer. Statistics and overviews are made of the pixels
/// on their way; memory is bounded by the width of the raster, never by its area.
public struct COGWriter: Sendable {
    /// Overviews are made until one fits into this many pixels, whatever the tiles' size: what validators ask for.
    static let largestWithoutOverviews = 512

    /// How rasters are written.
    public let options: COGOptions

    /// A writer with these options; it refuses every raster where these have ``COGOptions/flaws``.
    public init(options: COGOptions) {
        self.options = options
    }

    /// Writes the raster that `source` makes to the temporary of `output`, which the caller commits once it is content.
    ///
    /// - Parameters:
    ///   - observer: Who sees the pixels as they are written.
    ///   - warnings: Where warnings about the raster go.
    /// - Returns: What the file will look like under its final name.
    public func write(
        _ source: some RasterSource, to output: borrowing OutputFile, observer: (any ChunkObserver)? = nil,
        warnings: Warnings, progress: Progress
    ) throws(RasterError) -> RasterReport {
        if options.compression == .jpeg, let masked = AlphaAsMask(of: source, warnings: warnings) {
            return try write(masked, to: output, observer: observer, warnings: warnings, progress: progress)
        }
        let raster = try settle(source.profile, as: output.target, warnings: warnings)
        let written = try layout(raster.profile, raster.options, warnings).write(
            source, to: output, observer: observer, progress: progress)
        return raster.report(written, of: output, warnings: warnings)
    }

    /// A raster as it is written.
    func settle(
        _ profile: RasterProfile, as target: String, warnings: Warnings
    ) throws(RasterError) -> SettledRaster {
        var raster = SettledRaster(profile: profile, options: options)
        try options.validate(profile, as: target)
        raster.options.normalize(for: &raster.profile, warnings: warnings)
        try raster.options.normalizeSystem(of: &raster.profile, for: target, warnings)
        return raster
    }

    /// The one place where the way is chosen.
    private func layout(
        _ profile: RasterProfile, _ options: COGOptions, _ warnings: Warnings
    ) throws(RasterError) -> any COGLayout {
        SinglePassLayout(profile, options: options, warnings: warnings)
            ?? GDALLayout(profile, options: options, warnings: warnings)
    }
}

/// A raster as it is written, with the options that suit it.
struct SettledRaster {
    var profile: RasterProfile
    var options: COGOptions

    /// What its file, which is written, will look like under its final name.
    func report(_ written: Written, of output: borrowing OutputFile, warnings: Warnings) -> RasterReport {
        Self.warnOfUndeclaredNoData(profile, written.statistics, in: output.target, warnings)
        let transform = profile.georeference.transform
        return RasterReport(
            path: output.target, bytes: Path.size(of: output.temporary) ?? 0, size: profile.size,
            sampleType: profile.type, crs: profile.georeference.crs.flatMap(RasterDescription.CRS.init(wkt:)),
            transform: transform, bounds: transform.flatMap { RasterDescription.bounds(of: profile.size, $0) },
            validity: RasterDescription.ValidityMark(profile.validity),
            bands: zip(profile.bands, written.statistics).map { RasterReport.Band($0, $1) },
            overviews: options.overviewSizes(of: profile), compression: options.compression,
            predictor: written.predictor, validPixels: Self.validPixels(profile, written.statistics))
    }

    /// One band of floating-point numbers is a surface, or as good as one. What its file says stays as it is; but such
    /// values would pass for heights wherever it is read.
    private static func warnOfUndeclaredNoData(
        _ profile: RasterProfile, _ statistics: [Statistics], in path: String, _ warnings: Warnings
    ) {
        let colors = profile.bands.indices.filter { profile.bands[$0].interpretation != .alpha }
        guard profile.type.isFloat, colors.count == 1, let value = statistics[colors[0]].undeclaredNoData
        else { return }
        warnings.add(
            "'\(path)' has values of \(NoData.real(value)), which look like undeclared nodata; they are kept, so declare "
                + "them in the input, with gdal_edit.py -a_nodata")
    }

    /// Pixels that are valid in the band where most are; an alpha band does not tell of itself.
    private static func validPixels(_ profile: RasterProfile, _ statistics: [Statistics]) -> Int {
        let alpha: Int? = if case .alpha(let band) = profile.validity { band } else { nil }
        return zip(profile.bands.indices, statistics).filter { $0.0 != alpha }.map(\.1.count).max() ?? 0
    }
}

extension COGOptions {
    /// The sizes of the overviews that a raster gets, the largest first.
    func overviewSizes(of profile: RasterProfile) -> [Size] {
        format == .cog ? profile.size.overviews(tile: COGWriter.largestWithoutOverviews) : []
    }
}

/// A way to make a file of a raster. `COGWriter` chooses one.
protocol COGLayout {
    /// Makes the file at `output`'s temporary.
    func write(
        _ source: some RasterSource, to output: borrowing OutputFile, observer: (any ChunkObserver)?,
        progress: Progress
    ) throws(RasterError) -> Written
}

/// What a layout has found out on the way.
struct Written {
    /// The statistics of each band.
    var statistics: [Statistics]
    /// Whether the pixels are stored as differences.
    var predictor: Bool
}
