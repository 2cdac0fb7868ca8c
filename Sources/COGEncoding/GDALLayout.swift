internal import Diagnostics
internal import Files
internal import GDAL
internal import Raster
internal import RasterIO

/// Lets GDAL's drivers lay out the file, from a staging file beside the target that holds every level.
///
/// Statistics and overviews are canopy's all the same: the COG driver is told to take those that are there.
struct GDALLayout: COGLayout {
    private let profile: RasterProfile
    private let options: COGOptions
    private let overviews: [Size]
    private let warnings: Warnings

    init(_ profile: RasterProfile, options: COGOptions, warnings: Warnings) {
        self.profile = profile
        self.options = options
        self.warnings = warnings
        overviews = options.overviewSizes(of: profile)
    }

    func write(
        _ source: some RasterSource, to output: borrowing OutputFile, observer: (any ChunkObserver)?,
        progress: Progress
    ) throws(RasterError) -> Written {
        progress.claimMachine()
        let plan = try StripPlan(
            for: profile, scratchBytesPerPixel: source.scratchBytesPerPixel, blockSize: options.side,
            memory: options.memory)
        var staging = try StagedLevels(
            profile, overviews: overviews, options: options, rows: plan.rows, beside: output.target, warnings: warnings)
        var statistics = [Statistics](repeating: Statistics(), count: profile.bands.count)
        let reader = try source.reader()
        for rows in plan.strips(ofHeight: profile.size.height) {
            guard !progress.isCancelled else { throw .cancelled }
            let strip = RasterChunk(rows: rows, of: profile)
            try reader.read(strip.window, into: strip)
            strip.gather(into: &statistics, validity: profile.validity)
            observer?.observe(strip)
            do throws(GDALError) {
                try staging.append(strip)
            } catch {
                throw .writing(output, error)
            }
            progress(0.7 * Double(rows.upperBound) / Double(profile.size.height))
        }
        let predictor: Bool
        do throws(GDALError) {
            predictor = try layOut(&staging, at: output.temporary, statistics, progress: progress.part(0.7...1))
        } catch {
            throw progress.isCancelled ? .cancelled : .writing(output, error)
        }
        return Written(statistics: statistics, predictor: predictor)
    }

    /// Makes the file of what has been staged.
    ///
    /// - Returns: Whether the pixels are stored as differences.
    private func layOut(
        _ staging: inout StagedLevels, at target: String, _ statistics: [Statistics], progress: Progress
    ) throws(GDALError) -> Bool {
        try staging.dataset.describe(statistics)
        if options.overviewResampling.reduction(for: profile) == nil, !overviews.isEmpty {
            // GDAL 3.10 crashes where it finds only while it adds overviews that the disk is full.
            try staging.dataset.flush()
            try staging.dataset.buildOverviews(
                levels: overviews.count, resampling: options.overviewResampling.rawValue.uppercased())
        }
        let written = WrittenLevels(profile, overviews: overviews)
        try staging.finish(as: written)
        let predictor = try StagedPredictorSelection.choose(
            options.predictor, for: options.compression, from: staging.dataset, profile)
        try staging.dataset.copy(
            to: target, driver: options.format == .cog ? "COG" : "GTiff",
            options: creationOptions(predictor: predictor), premultipliedAlpha: profile.hasPremultipliedAlpha
        ) { share in
            progress(share)
            return !progress.isCancelled
        }
        try written.check(target)
        return predictor
    }

    private func creationOptions(predictor: Bool) -> [String] {
        var list = [
            "COMPRESS=\(options.compression.gdal)", "NUM_THREADS=\(options.jobs)",
            "BIGTIFF=\(options.bigTIFF == .auto ? "IF_SAFER" : options.bigTIFF.rawValue.uppercased())",
        ]
        if options.format == .cog {
            list += [
                "BLOCKSIZE=\(options.side)", "SPARSE_OK=FALSE",
                "OVERVIEWS=\(overviews.isEmpty ? "NONE" : "FORCE_USE_EXISTING")",
            ]
            if options.compression.takesPredictor { list.append("PREDICTOR=\(predictor ? "YES" : "NO")") }
            if let level = options.level ?? options.compression.defaultLevel {
                list.append(
                    options.compression == .webp || options.compression == .jpeg ? "QUALITY=\(level)" : "LEVEL=\(level)"
                )
            }
        } else {
            list += ["TILED=YES", "BLOCKXSIZE=\(options.side)", "BLOCKYSIZE=\(options.side)"]
            if predictor { list.append("PREDICTOR=\(profile.type.isFloat ? 3 : 2)") }
            if let photometric = profile.photometric { list.append(photometric) }
            if let level = options.level ?? options.compression.defaultLevel {
                switch options.compression {
                case .deflate: list.append("ZLEVEL=\(level)")
                case .zstd: list.append("ZSTD_LEVEL=\(level)")
                case .webp: list.append("WEBP_LEVEL=\(level)")
                case .jpeg: list.append("JPEG_QUALITY=\(level)")
                case .lzw, .lerc, .none: break
                }
            }
        }
        return list
    }
}
